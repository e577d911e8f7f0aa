import { describe, expect, it } from 'vitest'
import { ERRCODES } from '../../src/wechat/errcodes.ts'
import { SPECS } from './command-table.ts'
import { GENERATED_DOCS, presentOf } from './generated-docs.ts'

describe('the generated docs', () => {
  it.each(Object.keys(GENERATED_DOCS))('%s is up to date: npm run docs writes it', (name) => {
    const present = presentOf(name)
    expect(present).toBe(GENERATED_DOCS[name]?.(present))
  })

  it.each([
    ['docs/commands.md', 'english'],
    ['docs/commands.zh-CN.md', 'name'],
  ] as const)('%s has every command with an example that begins with its name', (name, called) => {
    const sections = presentOf(name).split('\n## ').slice(1)
    expect(sections.map((section) => section.split(' · ')[0])).toEqual(SPECS.map((spec) => spec[called]))
    for (const section of sections) expect(section).toMatch(/```\n\S[^]*\n```/)
  })

  it('docs/commands.zh-CN.md is in Chinese, docs/commands.md in English', () => {
    const outside = (name: string) =>
      presentOf(name)
        .replaceAll(/```[^]*?```|`[^`]*`|^\|.*$|^##.*$/gm, '')
        .split('\n')
        .slice(3)
        .join('\n')
    expect(outside('docs/commands.zh-CN.md')).not.toMatch(/\b(?:the|of|is|with)\b/)
    expect(outside('docs/commands.md').replaceAll('日志', '')).not.toMatch(/\p{Script=Han}/u)
  })

  it('docs/errcodes.zh-CN.md has every errcode once', () => {
    const listed = [...presentOf('docs/errcodes.zh-CN.md').matchAll(/^\| `(-?\d+)` \|/gm)].map(([, code]) =>
      Number(code),
    )
    expect(listed.sort((a, b) => a - b)).toEqual([...ERRCODES.keys()].sort((a, b) => a - b))
  })
})
