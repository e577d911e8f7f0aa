import type { Contents } from './contents.ts'

/*
 * What is told to have been done: 我撤销了, 刚才删了VIP, 他把李姐移到VIP了, I undid it. Nothing of it is wanted.
 */

const VERB =
  '(?:撤[销回消]?|删[除掉]?|重做|移动?|新?建|创建|拉黑|屏蔽|改名?|打|贴|标|加|放|调|挪|拉|踢|转|取消|确认|同步|接管|处理)'
const JUST = '(?:已经?|都|早就?|自己|刚[才刚]?|今天|昨天|之前|刚刚才)'
/** What makes a question or a wish of it: 我刚才删了什么, 我撤销了吗, 我撤了吧. */
const NOT_TOLD = '(?!.*(?:什么|啥|谁|几|哪|多少|错|吗|没|么|呢|吧|[？?]))'
/** 我撤销了, 我刚删了VIP, 他移动过李姐. */
const DONE_BY = new RegExp(
  `^(?:[哦啊嗯]+|对了)?[，, ]*(?:我们?|咱们?|[他她]们?)${JUST}*${VERB}(?:了|过|完|好了|掉了|完成)${NOT_TOLD}`,
  'u',
)
/** 已撤销, 刚撤销完, 撤销过了: said of the change, by whomever. */
const DONE_ALREADY = new RegExp(
  `^(?:我们?)?(?:(?:已经?|早就?|刚[才刚]?)(?:已经?)?${VERB}(?:了|过了?|完了?|好了?|掉了?|完成了?)*|${VERB}(?:过了?|完了|完成了?))[。.！!～~]*$`,
  'u',
)
/** 我刚才撤销了, 刚才删了VIP; not 刚才移了小王 撤销, which is wanted. */
const JUST_DONE = new RegExp(
  `^(?:[我他她]们?)?刚[才刚](?:撤[销回]|删除?|重做|移动?|新?建)了(?!.*(?:撤|重做|删掉|取消|[，,]))${NOT_TOLD}`,
  'u',
)
/** 小王我移了, 小王已移, 小王移过了; not 小王踢了, which may be wanted. */
const DONE_TO = new RegExp(
  `^(?:(?:我|我们)(?:已经?|都|也|刚[才刚]?)*${VERB}(?:过去|进去)?(?:了|过了?|完了?|好了)|已经?${VERB}(?:过去|进去)?(?:了|过了?|完了?|好了)?|都?${VERB}(?:过了?|完了))[。.！!～~]*$`,
  'u',
)
const DONE_IN_ENGLISH =
  /^(?:ok,? |so,? )?(?:i|we|he|she)(?:'ve|’ve| have| has)? (?:already |just |also )*(?:undid|undone|redid|redone|deleted|removed|blocked|created|renamed|cancell?ed|confirmed|tagged|added|moved)\b(?!.*(?:\?|\bwrong\b|mistake|accident))/u

const DONE = /[移放加打贴标拉删改建黑转换挪搬][到进上成]?了/u

/** Whether a text tells of something that was done. */
export function isOver({ tokens, folded }: Contents): boolean {
  if ([DONE_BY, DONE_ALREADY, JUST_DONE, DONE_IN_ENGLISH].some((told) => told.test(folded))) return true
  const [first] = tokens
  const behind =
    first?.kind === 'person' || first?.kind === 'pronoun' ? folded.slice(first.at + first.text.length) : folded
  if (DONE_TO.test(behind)) return true
  const ends = /了[。.！!～~]*$/u.test(folded)
  return tokens.some((token, at) => {
    if (token.kind !== 'word' || !/^[把给将帮]$/u.test(token.text)) return false
    const before = tokens[at - 1]
    if (before?.kind === 'person' || before?.kind === 'pronoun') return ends && token.text === '把'
    const isMine = before?.kind === 'word' && /^(?:我|我们|咱们?)$/u.test(before.text) && at === 1
    return isMine && (ends || DONE.test(folded)) && !/[吗没？?]/u.test(folded)
  })
}

const ASKS_IF_DONE = /[了过]没有?[？?。]*$|[了过]吗[？?。]*$|^(?:did|have|has) (?:i|we|it|that|he|she)\b/u

/** 撤销了没, 我撤销了吗: whether something was done is asked, and nothing is wanted. */
export function asksIfDone({ folded }: Contents): boolean {
  return ASKS_IF_DONE.test(folded)
}

const WANTED = /^(?:请|帮|给我|麻烦|把|将|替|全?都?给我|赶紧|快)/u

/** 那我撤销了, 都撤销了: told as likely as wanted. */
export function isHalfTold({ folded }: Contents): boolean {
  return /^(?:(?:[那就都]|我)+.*|撤[销回消]?)了[哈啊哦。.！!～~]*$/u.test(folded) && !WANTED.test(folded)
}
