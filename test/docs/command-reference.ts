import { CATALOG } from '../../src/commands/catalog/index.ts'
import type { Definition } from '../../src/commands/define.ts'
import type { CommandSpec } from '../../src/commands/reading/reading.ts'
import type { Language } from '../../src/domain/answer.ts'
import { commandTable, isEnglish, roleOf } from './command-table.ts'

/** What may stand at an argument's place; an argument that has no words here is shown as it is called in the code. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  keyword: { en: 'word', zh: '关键字' },
  'command-name': { en: 'command', zh: '命令' },
  group: { en: 'group', zh: '分组' },
  label: { en: 'tag', zh: '标签' },
  name: { en: 'name', zh: '名称' },
  openid: { en: 'person', zh: '人' },
  openids: { en: 'person …', zh: '人 …' },
  person: { en: 'person', zh: '人' },
  role: { en: 'role', zh: '角色' },
  page: { en: 'page', zh: '第几页' },
  recent: { en: 'how many | new', zh: '几个 | 新' },
  words: { en: 'word', zh: '关键字' },
  number: { en: 'number', zh: '编号' },
  digits: { en: 'digits', zh: '数字' },
  code: { en: 'code', zh: '一次性码' },
  list: { en: 'list', zh: '列表' },
  language: { en: 'language', zh: '语言' },
  scene: { en: 'name', zh: '标识' },
  days: { en: 'days', zh: '天数' },
  history: { en: 'person | @admin | number | page', zh: '人 | @管理员 | 编号 | 第几页' },
}

const WORDS = {
  en: {
    title: '# Commands',
    intro: [
      'Made of the registry by `npm run docs`; [in Chinese](commands.zh-CN.md).',
      'Every command can be said in Chinese, simplified or traditional, or in English, full-width or half-width, in any letter case. A group is named by its id, its name or the beginning of its name; put a name into quotes when it looks like an id. A word too many means that nothing runs: the answer shows the command without it. A person is named by their number (`#57`), alias or whole openid. In brackets is what may be left out.',
    ],
    form: 'say',
    role: 'least role',
    also: 'also',
    reason: 'Why it is done can follow as `note: …`; 日志 shows it.',
    kinds: {
      local: 'Answered at once, from what fenzu has itself.',
      read: 'Asks WeChat and changes nothing. It gets a number only when it is late.',
      change: 'Changes something: it gets a number, is on disk before anything happens, and `result` tells its end.',
    },
  },
  zh: {
    title: '# 命令',
    intro: [
      '由 `npm run docs` 从命令登记表生成；[英文版](commands.md)。',
      '每条命令都可以用中文（简体或繁体）或英文说，全角半角、大小写都可以。分组可以写编号、名称或名称的开头；名称看起来像编号时加引号。多了一个看不懂的词就什么都不执行，回复里会给出去掉它的命令。人可以写编号（`#57`）、别名或完整的 openid。方括号里的可以不写。',
    ],
    form: '写法',
    role: '至少要是',
    also: '也可以说',
    reason: '末尾可以写 `备注:…` 说明原因，「日志」里看得到。',
    kinds: {
      local: '立刻回答，只用 fenzu 自己知道的。',
      read: '会问微信，什么都不改。只有回答晚了才有编号。',
      change: '会改变公众号：有编号，先写到磁盘再执行，用「结果」查看执行结果。',
    },
  },
} as const

/** Every command: what it does, how it is said, examples, and what the ledger knows of it. */
export function toCommandReference(language: Language): string {
  const { title, intro } = WORDS[language]
  const blocks = [title, ...intro, commandTable(language), ...CATALOG.map((command) => section(command, language))]
  return `${blocks.join('\n\n')}\n`
}

function section({ spec, kind }: Definition, language: Language): string {
  const words = WORDS[language]
  const [name, other] = language === 'en' ? [spec.english, spec.name] : [spec.name, spec.english]
  const aliases = spec.names.filter((one) => one !== name && one !== other)
  const colon = language === 'en' ? ': ' : '：'
  const lines = [
    `## ${name} · ${other}`,
    '',
    `${sentence(spec.summary[language], language)}${language === 'en' ? ' ' : ''}${words.kinds[kind]}`,
    '',
    `- ${words.role}${colon}${roleOf(spec, language)}`,
    `- ${words.form}${colon}\`${[name, ...argumentsOf(spec, language)].join(' ')}\``,
    ...(aliases.length === 0 ? [] : [`- ${words.also}${colon}${aliases.map((one) => `\`${one}\``).join(' · ')}`]),
    ...(spec.takesReason === true ? [`- ${words.reason}`] : []),
    '',
    '```',
    ...spec.examples.filter((example) => isEnglish(example) === (language === 'en')),
    '```',
  ]
  return lines.join('\n')
}

function argumentsOf({ reader }: CommandSpec, language: Language): string[] {
  if (reader.usage === '') return []
  // A list is read to the end, so what it belongs to is better said before it.
  const words = reader.usage.split(' ').sort((one, other) => Number(one === 'openids') - Number(other === 'openids'))
  return words.map((word) => {
    const name = word.replace(/\?$/, '')
    const said = ARGUMENTS[name]?.[language] ?? name
    return word.endsWith('?') ? `[${said}]` : `<${said}>`
  })
}

function sentence(summary: string, language: Language): string {
  return language === 'zh' ? `${summary}。` : `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}
