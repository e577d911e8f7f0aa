/*
 * Which names somebody may have meant by one that nobody has: one that begins it (小王子 for 小王), one that has its letters
 * in their order (王明 for 王小明), one that sounds the same (小汪), one with another title (老王, 王总), or one with a slip
 * in it. Every name is looked at once, and nothing is kept of it.
 */

/** No name of somebody is longer; what is longer is compared with none. */
const LONGEST = 16

/** Characters of names that a keyboard, or whoever writes down what is spoken, takes for one another. */
const SAME_SOUND =
  '王汪旺望网 张章彰 李黎丽莉力立利里 陈程成辰晨 刘柳留 徐许旭 周邹洲 杨阳洋扬 吴武伍午舞 于余俞鱼雨宇玉 何贺和荷合 江姜蒋将 林琳霖临 胡湖虎 朱祝竹珠 罗洛 梁良亮 宋送颂 郑正政 韩涵寒含 唐汤糖 冯逢丰 董东冬栋 萧肖晓小筱 袁元源园圆媛 付傅富福 沈申深 卢鲁路露 贾佳嘉家 魏卫伟维为 薛雪学 叶页业 严颜言岩燕艳雁彦 潘盼 戴代 夏霞 钟忠中 田甜 任仁 范凡帆 方芳 石实诗 金今津 郝好 邱秋 秦琴勤 顾谷 邵绍 孟梦 钱倩 文雯 明名鸣铭 军君钧俊 华花 红宏洪鸿虹 婷亭庭 静敬晶菁婧 英瑛盈莹 兰岚 云芸 洁杰姐解婕 辉慧惠会 平萍 勇永 彬冰斌 波博 欣心新馨 怡仪宜一 珊山三 强墙'.split(
    ' ',
  )
/** By the code of a character, that of the first that sounds like it; itself where there is none. */
const SOUND_OF = Uint16Array.from({ length: 65_536 }, (_, code) => code)
for (const letters of SAME_SOUND) for (const letter of letters) SOUND_OF[letter.charCodeAt(0)] = letters.charCodeAt(0)
/** What is put to a name and is none: 小, 总, 老师. */
const TITLE = /^[小老阿大](?=\p{Script=Han})|(?<=\p{Script=Han})(?:哥|姐|总|老师|经理|先生|女士|阿姨|叔叔?|工|董)$/gu

/** The nearest of all names, the nearest first, at most `limit`; all of them comparable. */
export function nearNames(given: string, names: Iterable<string>, limit: number): string[] {
  const wanted = toWanted(given)
  if (wanted.letters.length < 2 || wanted.letters.length > LONGEST) return []
  const ranked: string[][] = [[], [], [], []]
  for (const name of names) {
    // Most names are told apart by their length, without being looked into.
    if (name.length < 2 || Math.abs(name.length - given.length) > 3) continue
    const rank = rankOf(name, wanted)
    const among = rank === undefined ? undefined : ranked[rank]
    if (among !== undefined && among.length < limit) among.push(name)
  }
  return ranked.flat().slice(0, limit)
}

interface Wanted {
  readonly given: string
  readonly letters: readonly string[]
  readonly bare: string
  readonly isLatin: boolean
}

function toWanted(given: string): Wanted {
  return { given, letters: Array.from(given), bare: bareOf(given), isLatin: /^[\x20-\x7e]+$/.test(given) }
}

/** The lower, the nearer; undefined for a name that is not near. What most names fail at comes first. */
function rankOf(name: string, { given, letters, bare, isLatin }: Wanted): number | undefined {
  if (name === given) return undefined
  if (isLatin) {
    if (given.length < 3 || given.charCodeAt(0) !== name.charCodeAt(0)) return undefined
    if (name.length >= 3 && given.startsWith(name)) return 1
    return isWithin(given, name, given.length < 6 ? 1 : 2) ? 1 : undefined
  }
  if (soundsLike(name, given)) return 0
  if (given.startsWith(name) || hasInOrder(name, letters)) return 1
  if (letters.length > 2 && hasOneSlip(name, given)) return 2
  return bare !== '' && bare !== given && name.includes(bare) && bareOf(name) === bare ? 3 : undefined
}

function soundsLike(name: string, given: string): boolean {
  if (name.length !== given.length) return false
  for (let at = 0; at < name.length; at += 1)
    if (SOUND_OF[name.charCodeAt(at)] !== SOUND_OF[given.charCodeAt(at)]) return false
  return true
}

/** Without a title: the surname of 小赵 and 赵总. */
function bareOf(name: string): string {
  return name.replace(TITLE, '')
}

/** 王明 in 王小明. */
function hasInOrder(name: string, letters: readonly string[]): boolean {
  let at = -1
  return letters.every((letter) => (at = name.indexOf(letter, at + 1)) >= 0)
}

/** Whether one letter is put in, taken out or changed, or two are swapped: all the others stand at both ends. */
function hasOneSlip(name: string, given: string): boolean {
  const [shorter, longer] = [Math.min(name.length, given.length), Math.max(name.length, given.length)]
  if (longer - shorter > 1) return false
  let ahead = 0
  while (ahead < shorter && name.charCodeAt(ahead) === given.charCodeAt(ahead)) ahead += 1
  let behind = 0
  while (
    behind < shorter - ahead &&
    name.charCodeAt(name.length - 1 - behind) === given.charCodeAt(given.length - 1 - behind)
  )
    behind += 1
  if (ahead + behind >= longer - 1) return true
  const isSwap = name.length === given.length && ahead + behind === longer - 2
  return isSwap && name[ahead] === given[ahead + 1] && name[ahead + 1] === given[ahead]
}

/** Whether so few letters have to be put in, taken out, changed or swapped. */
function isWithin(one: string, other: string, most: number): boolean {
  if (Math.abs(one.length - other.length) > most) return false
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const change = one.charAt(i - 1) === other.charAt(j - 1) ? 0 : 1
      const isSwap = i > 1 && one.charAt(i - 1) === other.charAt(j - 2) && one.charAt(i - 2) === other.charAt(j - 1)
      const least = Math.min((last[j - 1] ?? 0) + change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      row.push(isSwap ? Math.min(least, (beforeLast[j - 2] ?? 0) + 1) : least)
    }
    if (Math.min(...row) > most) return false
    ;[beforeLast, last] = [last, row]
  }
  return (last[other.length] ?? 0) <= most
}
