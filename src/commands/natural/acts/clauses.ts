import { readAccountWish } from './account.ts'
import type { Contents } from '../contents.ts'
import { readCorrection } from './corrections.ts'
import { run, suggest, type Interpretation, type NaturalContext } from '../interpretation.ts'
import { lasting, readMoving } from './moving.ts'
import { readAlias, readCreation, readDeletion, readRenaming } from './naming.ts'
import { speaksOfLabels } from './labels.ts'
import { readQuestion } from './questions.ts'

/*
 * One clause of a natural text: the act in it, or the names that stand there alone.
 */

/** An act, or names alone. */
export function readClause(contents: Contents, context: NaturalContext): Interpretation | undefined {
  return readAct(contents, context) ?? readBare(contents)
}

/** Something that is wanted or asked, not names alone. */
export function readAct(contents: Contents, context: NaturalContext): Interpretation | undefined {
  return (
    readCorrection(contents, context) ??
    readAlias(contents) ??
    readRenaming(contents, context) ??
    readCreation(contents) ??
    readAccountWish(contents) ??
    readQuestion(contents) ??
    readDeletion(contents) ??
    readMoving(contents, context) ??
    readAdoption(contents) ??
    readIncomplete(contents)
  )
}

function readAdoption(contents: Contents): Interpretation | undefined {
  if (!contents.says('adopt') || contents.leftOver > 0) return undefined
  // 取消接管 is the other command.
  if (/取消|不再|停止|解除|放手|\b(?:stop|release)\b/u.test(contents.folded))
    return contents.groups.length === 1 ? suggest(`放手 ${contents.groups[0] ?? ''}`) : undefined
  if (contents.groups.length > 0) return run(`接管 ${contents.groups.join(' ')}`)
  return contents.says('all', 'groups') ? run('接管 全部') : undefined
}

/** Names and nothing else: somebody is looked up, a group is listed, both together are likely a move. */
function readBare(contents: Contents): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  const [person] = people
  const [group] = groups
  if (leftOver > 0 || contents.says('swap', 'except')) return undefined
  if (person !== undefined && group !== undefined && speaksOfLabels(contents)) return suggest(`查 ${person}`)
  if (person !== undefined && group !== undefined && groups.length === 1)
    return suggest(`移动 ${people.join(' ')} ${group}${lasting(contents)}`)
  if (person !== undefined && people.length === 1) return suggest(`查 ${person}`)
  if (people.length > 1 && contents.says('where', 'ask')) return suggest(`查 ${person ?? ''}`)
  if (people.length > 1)
    return {
      kind: 'ask',
      command: '移动',
      missing: 'group',
      template: `移动 ${people.join(' ')} {}${lasting(contents)}`,
    }
  return group !== undefined && groups.length === 1 ? suggest(`组员 ${group}`) : undefined
}

/** 移到VIP, 小王换个组: half of a move; the other half is asked for. */
function readIncomplete(contents: Contents): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  if (leftOver > 2 || contents.says('ask', 'not', 'if', 'told')) return undefined
  if (/改个名|改名字?$/u.test(contents.folded) && people.length + groups.length === 0) return suggest('帮助 改名')
  if (people[0] === '上一个' && leftOver > 0) return undefined
  if (/^(?:请|帮我|帮忙)*(?:拉黑|屏蔽|加黑|block|blacklist|ban)(?:一下|吧|一个人)?$/u.test(contents.folded))
    return { kind: 'ask', command: '移动', missing: 'person', template: '移动 {} 黑名单' }
  if (contents.says('swap')) return undefined
  const wants = contents.says('move', 'blacklist') || /换一?个?(?:分?组|标签)|换分组/u.test(contents.folded)
  if (!wants) return undefined
  const [group] = groups
  if (people.length > 0 && groups.length === 0)
    return {
      kind: 'ask',
      command: '移动',
      missing: 'group',
      template: `移动 ${people.join(' ')} {}${lasting(contents)}`,
    }
  if (people.length === 0 && group !== undefined && groups.length === 1)
    return { kind: 'ask', command: '移动', missing: 'person', template: `移动 {} ${group}${lasting(contents)}` }
  return undefined
}
