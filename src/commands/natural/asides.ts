import type { Lexicon } from '../reading/lexicon.ts'
import { Contents } from './contents.ts'
import { foldNatural } from './folding.ts'
import type { NaturalContext } from './interpretation.ts'
import { MOVES } from './leaning.ts'

/*
 * What a text says beside what it means: that a move for a time ends by itself, which every such move does, and the 等一下
 * with which somebody interrupts the bot. Taken away, so that neither is taken for something that happens later.
 */

const SPAN =
  '(?:\\d{1,4}|[一二三四五六七八九十两半]{1,3})个?半?(?:天|小时|钟头|周|星期|礼拜|月|年|分钟)|半个?(?:天|小时|钟头|月|年)'
const BY_ITSELF = '(?:[，, ]|再|就|会|要|请|自动|自己|系统|帮我|给我|记得|[把将让]?(?:[他她它]们?|人)|然后)*'
const GOES_BACK =
  '(?:(?:移|放|挪|拉|调|搬|弄|退|送|改|变|换|转)(?:回[来去]?|出[来去]?)|恢复|还原|复原|撤回|撤销|取消|解除|到期|结束)(?:原[样状组]|原来的?组?)?'
const CLOSE = '(?=[吧呗哈啊。．.！!～~，,；;\\s]*(?:就好|就行|即可|谢谢|谢啦|多谢)?[。！!]?$|[，,；;])'
/** 三天后移回来: for three days. */
const BACK_AFTER = new RegExp(
  `(?<!每)((?:${SPAN}))(?:之后|以后|后|一到|到了?|期满|满了?|过了?)${BY_ITSELF}${GOES_BACK}${CLOSE}`,
  'u',
)
/** 三天，到期自动移回: the end of what is for a time, said again. */
const BACK_AGAIN = new RegExp(
  `(?<=${SPAN}|[日号])[，,。；; ]*(?:到期|到时候?|然后|之后|以后|期满|时间到|结束|完|过|满)(?:之?后|以后|了)?${BY_ITSELF}${GOES_BACK}${CLOSE}`,
  'u',
)
const ENGLISH_SPAN = '(?:(?:\\d{1,3}|an?|one|two|three|four|five|six|seven|ten) (?:minute|hour|day|week|month)s?)'
/** back in 3 days, then move her back after a week. */
const BACK_IN = new RegExp(
  `(?<=[a-z，,.] ?)[,，.]? ?(?:and |then |please )*(?:move |put |bring |take |send )?(?:him |her |them |it |everyone )?back (?:in|after) (${ENGLISH_SPAN})(?=[.!]?$)`,
  'u',
)
/** for 3 days, then back. */
const BACK_THEN = new RegExp(
  `(?<=${ENGLISH_SPAN})[,，.]? ?(?:and |then |and then )(?:move |put |bring |take |send )?(?:him |her |them |it |everyone )?back(?: again)?(?=[.!]?$)`,
  'u',
)

/**
 * The text without what its own end for a time does anyway. 三天后移回来 alone is something for later, unless the last command
 * moved somebody; so is what comes before the move, or is said of somebody else.
 */
export function withoutReturn(text: string, { lexicon, last }: NaturalContext): string {
  const shorter = cutReturn(text, lexicon)
  if (shorter === text) return text
  const contents = new Contents(shorter, lexicon)
  const isOfLast = last !== null && MOVES.has(last.command) && contents.leftOver === 0 && contents.people.length === 0
  return contents.groups.length > 0 || contents.says('blacklist') || isOfLast ? shorter : text
}

function cutReturn(text: string, lexicon: Lexicon): string {
  const endings: readonly (readonly [RegExp, (span: string) => string])[] = [
    [BACK_AFTER, (span) => span],
    [BACK_AGAIN, () => ''],
    [BACK_IN, (span) => ` for ${span}`],
    [BACK_THEN, () => ''],
  ]
  let rest = text
  for (const [pattern, by] of endings) {
    const found = pattern.exec(foldNatural(rest))
    if (found === null) continue
    const [head, tail] = [rest.slice(0, found.index), rest.slice(found.index + found[0].length)]
    if (isOfTheMove(head, tail, lexicon)) rest = head + by(found[1] ?? '') + tail
  }
  return rest
}

/** Whether a return is that of the move before it: 小王移到VIP，李姐三天后移回来 is about two people. */
function isOfTheMove(head: string, tail: string, lexicon: Lexicon): boolean {
  const behind = new Contents(tail, lexicon)
  if (behind.people.length + behind.groups.length > 0) return false
  const before = new Contents(head, lexicon)
  if (before.people.length === 0) return true
  const clause = new Contents(/[^，,；;。.\n]*$/u.exec(head)?.[0] ?? '', lexicon)
  const moves = (part: Contents): boolean => part.groups.length > 0 || part.says('blacklist')
  return moves(before) && (clause.people.length === 0 || moves(clause))
}

const INTERRUPTS =
  /^(?:[啊哦哎呀诶嗯]|不是)*[，, ]*(?:等一下|等下|等等|等会儿?|稍等|慢着|且慢|wait|hold on|hang on)[，,。！!… ]*/u

/** 等一下，移错组了: the text without the call to stop, where a correction follows it. */
export function withoutInterruption(text: string, lexicon: Lexicon): string {
  const head = INTERRUPTS.exec(foldNatural(text))?.[0] ?? ''
  const rest = text.slice(head.length)
  if (head === '' || rest === '') return text
  const contents = new Contents(rest, lexicon)
  return contents.says('wrong', 'undo', 'not') || /^(?:应该|我[说要]的是|还是|不是)/u.test(contents.folded)
    ? rest
    : text
}
