import type { Answer, Language } from '../domain/answer.ts'
import type { PersonNames } from '../domain/person.ts'
import { inEnglish, type CommandNames } from './english-commands.ts'

/** More would crowd a phone, and each costs some 100 bytes of an answer. */
export const MOST_STEPS = 3

/**
 * What an admin is likely to send next, canonical and ready to be sent. Made of our own words, numbers of commands and
 * numbers of people alone: nothing that anybody wrote can become a link that sends a command when it is tapped, and
 * nothing that is confirmed by digits is among them.
 */
export function nextSteps(answer: Answer, names: PersonNames): string[] {
  const about = (openid: string, ...verbs: readonly string[]): string[] => {
    const name = names.get(openid)
    return name === undefined ? [] : verbs.map((verb) => `${verb} #${name.number}`)
  }
  switch (answer.kind) {
    case 'moved':
    case 'half-moved':
    case 'labelled':
      return ['撤销', ...about(answer.openid, '查')]
    case 'not-moved-back':
    case 'no-way-back':
    case 'stays-there':
    case 'already-there':
    case 'label-already':
    case 'superseded':
      return about(answer.openid, '查', '日志')
    case 'time-up':
      return answer.answer?.kind === 'moved' ? about(answer.answer.openid, '查', '日志') : ['日志']
    case 'batch-moved':
      return answer.moved > 0 ? ['撤销', '日志'] : ['日志']
    case 'batch-labelled':
      return answer.changed > 0 ? ['撤销', '日志'] : ['日志']
    case 'created':
    case 'renamed':
      return ['撤销', '分组']
    case 'adopted':
    case 'released':
      return ['撤销', '分组']
    case 'deleted':
      return ['分组', '日志']
    case 'undone':
      return ['重做', '日志']
    case 'redone':
      return ['撤销', '日志']
    case 'cannot-undo':
      return answer.earlier === undefined ? ['日志'] : [`撤销 ${answer.earlier}`, '日志']
    case 'cannot-redo':
    case 'nothing-to-redo':
    case 'confirm':
    case 'confirm-again':
    case 'pending-confirmation':
    case 'missing-argument':
      return ['取消']
    case 'accepted':
    case 'still-running':
      return [`结果 ${answer.number}`]
    case 'whereabouts':
      return about(answer.openid, '复制', '日志')
    case 'help':
      return ['最近', '分组', '帮助 全部']
    case 'recent':
      return answer.people
        .slice(0, 1)
        .flatMap(({ openid }) => about(openid, '查'))
        .concat(answer.next === null ? '分组' : '更多')
    case 'found':
      return answer.people
        .slice(0, 1)
        .flatMap(({ openid }) => about(openid, '查'))
        .concat(more(answer.next))
    case 'members':
      return answer.people
        .slice(0, 1)
        .flatMap((openid) => about(openid, '查'))
        .concat(more(answer.next))
    case 'log':
      return more(answer.next)
    case 'aliased':
      return ['撤销', ...about(answer.openid, '查')]
    case 'status':
      return ['日志', '分组']
    case 'syncing':
      return ['同步', '最近']
    case 'no-such-person':
      return ['最近']
    case 'did-you-mean':
      return [answer.example].filter(isOurs)
    case 'several-acts':
      return answer.examples.filter(isOurs)
    case 'not-run':
      return answer.why === 'told' ? ['日志', '结果'] : []
    case 'which-person':
      return ['取消']
    case 'not-understood':
      return ['帮助', '最近', '分组']
    case 'claimed':
      return answer.unmanaged === undefined ? ['帮助', '分组'] : ['接管 全部', '帮助', '分组']
    case 'groups':
      return ['最近', '日志']
    case 'no-such-group':
    case 'system-group':
    case 'outcome-unknown':
      return ['分组']
    case 'nothing-to-confirm':
    case 'nothing-to-undo':
    case 'wrong-digits':
      return ['日志']
    default:
      return []
  }
}

/** A suggested command with nothing in it but numbers; one with a name is left to be typed. */
function isOurs(command: string): boolean {
  return /^(?:撤销|重做|日志|结果|查|移动|打标签|去标签|undo|redo|log|result|who|move|label|unlabel)(?: #?\d{1,9})*$/u.test(
    command,
  )
}

function more(next: string | null): string[] {
  return next === null ? [] : ['更多']
}

/** One line of steps: links that send them when tapped (`weixin://bizmsgmenu`, undocumented), or the same as bare text. */
export function writeSteps(
  steps: readonly string[],
  {
    language,
    links,
    commands,
  }: { readonly language: Language; readonly links: boolean; readonly commands: CommandNames },
): string {
  const written = steps.slice(0, MOST_STEPS).map((step) => {
    const command = language === 'en' ? inEnglish(step, commands) : step
    if (!links) return command
    return `<a href="weixin://bizmsgmenu?msgmenucontent=${encodeURIComponent(command)}&msgmenuid=1">${command}</a>`
  })
  return written.join('｜')
}
