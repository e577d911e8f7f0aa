import { foldWord } from './tokens/letters.ts'

/*
 * The closed classes of words that reading a command and reading a sentence have in common: politeness, refusals, pointers,
 * numerals, counters and units. Lists are in simplified characters and lower case, as `foldWord` leaves a text; where a
 * pattern meets a text that is not folded, the traditional form stands beside the simplified one.
 */

/** Alternatives of a pattern, the longest first, so that none hides another. */
export function either(...lists: readonly (readonly string[])[]): string {
  return lists
    .flat()
    .toSorted((one, other) => other.length - one.length)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('|')
}

const words = (text: string): readonly string[] => text.split(' ')

/** What opens a wish politely. */
const POLITE = [...words('请 請 帮我 幫我 帮忙 幫忙 麻烦 麻煩 劳烦 勞煩 拜托 拜託'), 'please ', 'pls ']
/** What is put in front of the object of a wish. */
const OBJECT_MARKS = words('把 将 將')

/** 请, 帮我 and the like at the head of a text. */
export const POLITE_OPENING = new RegExp(`^(?:(?:${either(POLITE)})[您你]?[ ，,]?)+`, 'iu')
/** The same, and what is put in front of an object: 请把, 麻烦你将. */
export const WISH_OPENING = new RegExp(
  `^(?:(?:${either(POLITE, OBJECT_MARKS, ['给我', '給我'])})[您你]?[ ，,]?)+`,
  'iu',
)

/** What stands before the verb of a wish and says nothing, for a pattern: 请, 再帮我, could you. */
export const WISH_HEAD = `(?:${either(POLITE, words('给我 再 先 我要 我想要 我想 那 嗯 就'), ['can you ', 'could you '])})*`

const THANKS_WORDS = [
  ...words('谢谢 谢谢你 謝謝 謝謝你 多谢 多謝 谢了 谢啦 拜托 拜托了 辛苦了 thanks thx'),
  'thank you',
]
/** Thanks at the end, which nobody means to be a part of a command. */
export const THANKS_AT_END = new RegExp(`(?:${either(THANKS_WORDS)})$`, 'iu')
export const LONGEST_THANKS = 12
/** What softens a wish, and says nothing. */
const SOFTENERS = words('吧 一下 一下吧 下 了吧 please pls')
const PARTICLES = words('吧 哈 啦 呗 哦')

/** What follows a name that a sentence gives, and is no part of it: 这个组, 吧, 谢谢. */
export const BEHIND_NAME = new RegExp(
  `(?:[这那]个?(?:分组|标签|组)|这个|${either(THANKS_WORDS, words('吧 呗 啊 呀 哈 好了 了'))}|[。．.!！~～…\\s])+$`,
  'u',
)

/** Whether a word is thanks, or only softens what was said: 吧, 一下, please. */
export function isCourtesy(word: string): boolean {
  return COURTESIES.has(foldWord(word))
}
const COURTESIES = new Set([...THANKS_WORDS, ...words('thank you'), ...SOFTENERS, ...PARTICLES])

/** What may close a run of names that are glued together: 组, 里面, 谢谢, 吧. */
export const CLOSING = new RegExp(`^(?:${either(THANKS_WORDS, PARTICLES, words('组 里 里面 中'))})+$`, 'u')

/** Endings of what is asked or told rather than wished; `MAYBE_TOLD` also of advice. */
export const TOLD_OR_ASKED = /(?:[了过]|没有|[吗嗎呢么嘛没])[？?。!！]?$/u
export const MAYBE_TOLD = /[吗嗎呢了没么嘛过吧]$/u
/** A message that hardly names a group: it is chat, although a question for one waits. */
export const CHAT_ENDING = /[吗嗎呢了啊呀么嘛吧？?]$/u
/** Letters that a sentence has, and the name of a group or of somebody hardly ever. */
export const SENTENCE = /[吗嗎吧呢了啊呀么嘛的？?，,。]/u

/** In a word: that something is not to be done. 别名 and 未分组 are names of things. */
const NOT = String.raw`[不勿莫没甭]|别(?![名明])|未(?!分组)|禁止|取消|停止|无需|无须|don['’]?t`
export const NEGATION = new RegExp(`${NOT}|^(?:not|never|no|dont|stop|cancel)$`, 'u')
/** A negation, or what else keeps a sentence from being a wish: a condition, a question, another time. */
export const NO_WISH = new RegExp(
  `${NOT}|${either(words('如果 要是 为什么 怎么 能不能 可以 是否 谁 昨天 明天 已经'))}`,
  'u',
)

const TURNED_DOWN =
  /^(?:(?:那|还是|先|就|那就)?(?:算了|取消|别|不要|不用|不必|不了|不是|都不是|不[对對]|不(?:移|删|刪|改|建|叫|打|贴|加|拉黑|动|弄|想|起)|不|no(?: thanks)?|cancel|never ?mind|stop|don'?t)(?:了|吧|啦|[这這那][个個]|删除|移动|新建|改名|操作|命令|删|移|改|动|建|打|叫|弄|that|it| that| it)*[，, ]?){1,3}[了吧。．.!！~]*$/u

/** Whether a text turns down whatever waits for an answer. */
export function isTurnedDown(text: string): boolean {
  return text.length <= 16 && TURNED_DOWN.test(foldWord(text.trim()))
}

/** Whoever is writing. */
export const ME: ReadonlySet<string> = new Set(words('我 我自己 自己 本人 me myself'))
/** What they did. */
export const MINE: ReadonlySet<string> = new Set([...ME, ...words('我的 mine')])

const LAST_PERSON = words(
  '上一个 上一位 上个 上个人 上一个人 刚才那个 刚才那个人 刚才那位 刚刚那个 刚才的人 他 她 它 ta him her it last',
)
/** Whom the last command was about, as a word of its own in a command. */
export const LAST: ReadonlySet<string> = new Set(LAST_PERSON)
/** Said of whoever was spoken of, or of oneself, where a group is pointed at: 他移到VIP. */
export const POINTED_AT = new RegExp(
  `^(?:${either(
    LAST_PERSON.filter((word) => !/[a-z]/.test(word)),
    ['我'],
  )}|\\d{1,9})(?=移|到|至|进|[-=]?>|→)`,
  'u',
)
/** The same in a free text, where a bare 上一个 may be of anything. */
export const PRONOUN =
  /^(?:(?:上一个|刚才那个|刚刚那个)(?=移|放|拉|加|在|是|应该|去|到)|(?:上一个|刚才那个|刚刚那个|刚才的|那个|这个)(?:人|家伙|粉丝|客户)|上一位|刚才那位|那位|他|她|它|ta(?![a-z])|(?:him|her|he|she)(?![a-z'’])|that person|this person)/u
export const PLURAL_PRONOUN =
  /^(?:他们|她们|它们|这些人|那些人|[这那](?:几[个位]|两[个位]?|俩)人?|[他她](?:俩|两个?)|(?:them|they)(?![a-z]))/u
/** The last command itself, which a bare 撤销 means anyway. */
const LAST_COMMAND: ReadonlySet<string> = new Set(words('上一条 上一个 上一步 刚才的 刚才那条 最后一条'))

/** Whether a word behind 撤销, 结果 and the like adds nothing: courtesies, and 上一条. */
export function isIdleWord(word: string): boolean {
  return isCourtesy(word) || LAST_COMMAND.has(foldWord(word))
}

/** All of something; all people of a group. */
export const ALL: ReadonlySet<string> = new Set(words('全部 所有 全都 all'))
export const EVERYBODY = either(words('全部 所有人 全体 全员'))

/** What says what kind of thing is named. */
export const GROUP_NOUNS: ReadonlySet<string> = new Set(words('分组 组 group'))
/** Between the parts of a command, saying nothing of their own. */
export const FILLERS: ReadonlySet<string> = new Set(
  words('到 至 给 给到 为 为到 的 把 将 请 进 在 一下 成 叫 改为 改成 → -> => to into in the please'),
)

/** Counters behind a number of people, of entries, and of pages. */
export const PEOPLE_COUNTERS = either(words('人 个 個 位'))
export const ENTRY_COUNTERS = either(words('条 條 号 號'))
export const PAGE_COUNTERS = either(words('页 頁'))
export const PAGE_WORDS: ReadonlySet<string> = new Set(words('页 頁 page'))

const DIGITS = '零一二三四五六七八九'
const SPELLED = words('zero one two three four five six seven eight nine')
/** Chinese numerals up to 99, for a pattern. */
export const NUMERAL = '[零一二两兩三四五六七八九十]{1,3}'

/** Up to 99 in Chinese numerals, up to nine spelled in English, or any number in digits; undefined for what is none. */
export function toNumber(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const spelled = SPELLED.indexOf(text)
  if (spelled >= 0) return spelled
  if (/^[两兩俩]$/u.test(text)) return 2
  if (text === '零') return 0
  const [, tens, ten, ones] = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/u.exec(text) ?? []
  if (tens === undefined && ten === undefined && ones === undefined) return undefined
  if (ten === undefined) return ones === undefined && tens !== undefined ? DIGITS.indexOf(tens) : undefined
  return (tens === undefined ? 1 : DIGITS.indexOf(tens)) * 10 + (ones === undefined ? 0 : DIGITS.indexOf(ones))
}

/** What units of time are called, for a pattern. */
export const TIME_UNITS = {
  minute: '分钟|分|minutes?|mins?',
  hour: '小时|钟头|hours?|hrs?',
  day: '天|days?',
  week: '周|星期|礼拜|weeks?',
  month: '月|months?',
  year: '年|years?',
} as const
