import type { NotRunReason } from '../../domain/answer.ts'
import type { Contents } from './contents.ts'
import { ENDLESS, isDropped, isRegretted } from './leaning.ts'
import { contrastIn, isContrast } from './contrast.ts'
import type { NaturalContext } from './interpretation.ts'
import { isOver } from './over.ts'
import type { Mode } from './phrases.ts'

/*
 * What keeps a text from being run: what it speaks of is negated, supposed, reported, for later, or for every time.
 */

type BlockingMode = Extract<Mode, NotRunReason>

/** What keeps a text from being run, in the order in which it is looked for. */
const BLOCKING: readonly BlockingMode[] = ['each', 'if', 'later', 'told', 'not']

/** What keeps a text from being run; undefined when nothing does. */
export function blockedBy(contents: Contents, context: NaturalContext): BlockingMode | undefined {
  return BLOCKING.find((mode) => isSaid(mode, contents) && !isHarmless(mode, contents, context))
}

const MOMENT =
  /(?<!到 ?|至 ?|止 ?|直到 ?|\d)\d{1,2}月\d{1,2}[日号]?|[\d一二三四五六七八九十]{1,2}点(?!击)|\bat \d{1,2}(?::\d\d)? ?(?:am|pm|o'clock)?\b|\bin (?:an?|\d+|half an) (?:minute|hour|day|week|month)s?\b/u
/** 等他付款了再移, 付款后移到, 来了就移到: first something else has to happen. */
const CONDITION =
  /等.+(?:再|就|之?后)|[^好行完]了(?:就|再)(?:移|把|拉|放|加|删|进|转|去|打|改|建|新)|(?<![然最随以之午天周月时钟年今])后(?:就|再)?(?:移|把|拉|放|加|删|进|转|打|改|建)|一.{1,6}就(?:移|把|拉|放|加|删)|\bwhen (?!did|does|do|is|was).+ (?:pays?|comes?|follows?|replies|orders?|signs?)\b/u

function isSaid(mode: BlockingMode, contents: Contents): boolean {
  if (contents.says(mode)) return true
  if (mode === 'told') return isOver(contents)
  if (mode === 'later') return MOMENT.test(contents.timeless) && !contents.says('ask')
  return mode === 'if' && CONDITION.test(contents.folded)
}

/** 小王不是VIP了，移到新人: how things are, and in the next clause what is wanted. */
const NO_MORE =
  /^[^，,。]{0,12}(?:不(?:是|做|当|在|算|干)[^，,。移放拉把]{1,8}了|不(?:该|应该|应)(?:在|是|算)[^，,。]{1,8})[，,](?!.*(?:别|不要|先不))/u

function isAsked(contents: Contents): boolean {
  return (
    contents.says('ask', 'where', 'who', 'members', 'how-many') ||
    /几[个位条次人组天种项]|多少|[有了过].{0,8}没有?[？?]?$/u.test(contents.folded)
  )
}

/** 为什么小王不在VIP了: how things are is asked, and nothing is forbidden. */
function isAskedWhy(contents: Contents): boolean {
  const asks = /为什么|为啥|怎么|咋|多少|几[个位人]|哪|谁|吗[？?]?$|\bwhy\b|n't .*\?$/u.test(contents.folded)
  return (
    asks && !contents.says('object', 'move', 'blacklist', 'label', 'unlabel', 'delete', 'take-out', 'rename', 'undo')
  )
}

/** 啊不是他: of what was done last. */
const DENIES_IT =
  /^(?:[啊哦嗯哎呀诶噢喔]|哎呀|等等)*[，, ]*不是(?:[他她它]|这个|那个|这位)?(?:人)?[^，,。让叫]{0,6}[啊吧呀]?[。！!]?$/u

/** Words that elsewhere keep a text from being run, and here say something else. */
function isHarmless(mode: BlockingMode, contents: Contents, context: NaturalContext): boolean {
  const { folded } = contents
  switch (mode) {
    case 'not':
      // One thing is denied and another is meant, of what was done last.
      if (context.last !== null && isContrast(contrastIn(contents.tokens)) && !/不是[让叫]|如果|要是/u.test(folded))
        return true
      if (context.last?.command === '撤销' && /不(?:用)?撤|别撤/u.test(folded)) return true
      if (context.last !== null && DENIES_IT.test(folded) && contents.groups.length === 0) return true
      if (context.last !== null && contents.says('wrong') && /不是(?![让叫])/u.test(folded)) return true
      if (isAskedWhy(contents) || NO_MORE.test(folded)) return true
      if (context.last !== null && (isDropped(contents, context.last) || ENDLESS.test(folded))) return true
      if (context.last !== null && isRegretted(contents, context.last)) return true
      return /^(?:是.+不是|(?:哦|啊|嗯)?不+[，,]|(?:哦|啊|嗯|oh )?(?:不是|不对|不[，,]|not |no[,，]|nope\b|no i\b|no it\b|我说的是|我是说|i mean).*(?:是|，|,| ))/u.test(
        folded,
      ) &&
        context.last !== null &&
        !/不是[让叫]/u.test(folded)
        ? true
        : /不要了|没用了?|用不着|用不上|不对|[没未无](?:有|打|贴|加)?过?(?:分组|进组|标签)|没问题|没事|[有了过人].{0,8}没有?[？?]?$|有没有|能不能|可不可以|是不是|要不要|好了没|成功了没|[了过].{0,8}没有?[？?]?$|(?:不要|不用|不需要)[^打贴加给标挂]{1,12}标签了|不算|会不会/u.test(
            folded,
          )
    case 'later':
      return /以后(?:就)?叫|以后.*(?:中文|英文|英语)/u.test(folded)
    case 'told':
      return (
        (context.last !== null && contents.says('wrong') && contents.people.length + contents.groups.length === 0) ||
        /说话|记录|说(?:中文|英文|英语)/u.test(folded) ||
        (isAsked(contents) && !contents.says('object')) ||
        (contents.says('result') && contents.people.length + contents.groups.length === 0) ||
        (contents.says('take-out') && !/被/u.test(folded) && /取消|解/u.test(folded))
      )
    case 'each':
      return (
        isAsked(contents) ||
        (/每个人|都移|全部/u.test(folded) && !/新来的|新关注的|关注的|凡|每[天次周月]/u.test(folded))
      )
    case 'if':
      return /只要\s?[\d一二三四五六七八九十两半]{1,3}\s?(?:天|个?小时|周|个?星期|个?月)/u.test(folded)
    default:
      return false
  }
}
