import { foldWord, isLatin } from './tokens/letters.ts'
import type { CommandSpec } from './reading.ts'

/*
 * Which command was meant by a word that is none. A suggestion is only ever shown; it is never run.
 */

export interface Suggestion {
  readonly spec: CommandSpec
  /**
   * `sure` needs no arguments to be believed; `alone` only when it is all there is, for with words behind it is more likely
   * chat; `maybe` is an everyday word as often as a slip.
   */
  readonly how: 'sure' | 'alone' | 'maybe'
}

/** Longer words are no slips of a command's name. */
const MEASURED_LETTERS = 16
const SUREST_FIRST = ['sure', 'alone', 'maybe'] as const

/** The commands that are near to a word, the surest first, and equally near ones in the order of the specs. */
export function suggestCommands(word: string, specs: readonly CommandSpec[]): Suggestion[] {
  const typed = Array.from(foldWord(word.slice(0, MEASURED_LETTERS * 2)))
  if (typed.length === 0 || typed.length > MEASURED_LETTERS) return []
  const spelled = PINYIN.get(typed.join(''))
  if (spelled !== undefined) return specs.filter(({ name }) => name === spelled).map((spec) => ({ spec, how: 'sure' }))
  const near = specs.flatMap((spec): Suggestion[] => {
    const found = lettersOf(spec).map((name) => closeness(typed, name))
    const how = SUREST_FIRST.find((one) => found.includes(one))
    return how === undefined ? [] : [{ spec, how }]
  })
  return near.sort((a, b) => SUREST_FIRST.indexOf(a.how) - SUREST_FIRST.indexOf(b.how))
}

/** The names of a command, letter by letter; they are the same for every text. */
function lettersOf(spec: CommandSpec): readonly (readonly string[])[] {
  const known = LETTERS.get(spec)
  if (known !== undefined) return known
  const letters = spec.names.map((name) => Array.from(foldWord(name)))
  LETTERS.set(spec, letters)
  return letters
}

const LETTERS = new WeakMap<CommandSpec, readonly (readonly string[])[]>()

function closeness(typed: readonly string[], name: readonly string[]): Suggestion['how'] | undefined {
  const latin = isLatin(name[0] ?? '')
  if (latin !== isLatin(typed[0] ?? '')) return undefined
  if (Math.abs(typed.length - name.length) > 2) return undefined
  return latin ? latinCloseness(typed, name) : chineseCloseness(typed, name)
}

/** Short words are near to everything (long, held, moved): four letters at least, and two slips only from six on. */
function latinCloseness(typed: readonly string[], name: readonly string[]): Suggestion['how'] | undefined {
  if (typed.length < 4 || name.length < 4) return undefined
  const distance = editDistance(typed, name)
  if (distance === 1 && isSwap(typed, name)) return 'sure'
  if (distance === 1 && typed[0] === name[0]) return name.length === 4 ? 'alone' : 'sure'
  if (distance === 1) return 'maybe'
  return distance === 2 && name.length >= 6 ? 'maybe' : undefined
}

/** In a word of two characters one slip is half of it: only a swap or the same sound is surely one. */
function chineseCloseness(typed: readonly string[], name: readonly string[]): Suggestion['how'] | undefined {
  if (name.length === 1 || editDistance(typed, name) !== 1) return undefined
  if (isSwap(typed, name)) return 'sure'
  if (typed.length === name.length && name.length > 1 && name.every((letter, at) => soundsLike(letter, typed[at]))) {
    return 'sure'
  }
  return 'maybe'
}

function isSwap(typed: readonly string[], name: readonly string[]): boolean {
  return typed.length === name.length && [...typed].sort().join('') === [...name].sort().join('')
}

/** How the names of commands are typed on a keyboard that was left in English. */
const PINYIN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bangzhu: '帮助',
    fenzu: '分组',
    zuijin: '最近',
    yidong: '移动',
    xinjian: '新建',
    gaiming: '改名',
    shanchu: '删除',
    queren: '确认',
    quxiao: '取消',
    chexiao: '撤销',
    cexiao: '撤销',
    jieguo: '结果',
    rizhi: '日志',
    bieming: '别名',
    fuzhi: '复制',
    zuyuan: '组员',
    zhuangtai: '状态',
    tongbu: '同步',
    guanliyuan: '管理员',
  }),
)

/** Characters that a pinyin keyboard offers for one another in the names of commands. */
const SAME_SOUND = [
  '移一宜疑姨怡已以易艺',
  '动懂冻洞东栋',
  '帮邦绑棒傍',
  '助住主注祝',
  '分份芬粉纷',
  '组祖租阻足',
  '新欣辛薪',
  '建件见键健',
  '改该盖',
  '名明鸣铭',
  '删山闪扇善',
  '除出初处础',
  '询寻讯',
  '确却雀',
  '认任忍',
  '取去曲趣',
  '消小校晓削肖销',
  '撤彻澈撒测车策侧册',
  '状壮撞',
  '态太泰',
  '同通统',
  '步部布',
  '志至致制智治知直值',
  '日曰',
  '最嘴罪',
  '复付负附',
  '结节接洁截',
  '果锅裹',
  '进近劲尽',
  '度肚渡',
  '更耕庚',
  '领令岭灵',
  '员元园原源圆',
  '语雨鱼',
  '言严颜炎研',
]
const SOUND_OF: ReadonlyMap<string, number> = new Map(
  SAME_SOUND.flatMap((letters, sound) => Array.from(letters, (letter) => [letter, sound] as const)),
)

function soundsLike(letter: string, typed: string | undefined): boolean {
  if (typed === undefined) return false
  const sound = SOUND_OF.get(letter)
  return letter === typed || (sound !== undefined && sound === SOUND_OF.get(typed))
}

/** Inserted, lost, exchanged and swapped letters (optimal string alignment), for words of at most sixteen. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
