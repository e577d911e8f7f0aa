import type { CommandSpec } from './reading.ts'

/** Words longer than this are not compared. */
const MAX_LENGTH = 16

/** Characters that are easily typed for one another in these words: they sound alike. */
const HOMOPHONES = ['移疑宜', '动懂洞', '分纷份', '组祖阻租', '新心欣', '建件见', '改该', '名明', '删山', '除处出', '确却', '认任人', '取去', '消销', '结节接', '果过', '帮邦', '助住注', '查察茶', '更跟', '多夺']

/**
 * The command whose name is nearest to a word, if it is near enough to be meant. Measures of similarity made for long Latin
 * words fail on names of two characters, where one wrong character is half of the word; so the rule for those is its own:
 * the same two in the other order, one extra or missing one, or one that sounds like the right one or shares the other
 * with only a single command.
 */
export function nearestCommand(form: string, specs: readonly CommandSpec[]): CommandSpec | undefined {
  const letters = [...form]
  if (letters.length < 2 || letters.length > MAX_LENGTH) return undefined
  const latin = /^[a-z]+$/.test(form)
  const near = specs
    .map((spec) => ({ spec, distance: Math.min(...spec.names.map((name) => distanceTo(letters, [...name], latin))) }))
    .filter(({ distance }) => distance < Infinity)
    .sort((a, b) => a.distance - b.distance)
  const [best, second] = near
  if (best === undefined || best.distance === second?.distance) return undefined
  return best.spec
}

function distanceTo(given: readonly string[], name: readonly string[], latin: boolean): number {
  if (latin !== /^[a-z]+$/.test(name.join('')) || name.length < 2) return Infinity
  if (latin) {
    const distance = editDistance(given, name)
    return distance <= (name.length >= 6 ? 2 : 1) && name.length > 2 ? distance : Infinity
  }
  return chineseDistance(given, name)
}

function chineseDistance(given: readonly string[], name: readonly string[]): number {
  if (given.length === name.length) {
    if ([...given].sort().join('') === [...name].sort().join('')) return 1
    const wrong = given.flatMap((letter, at) => (letter === name[at] ? [] : [[letter, name[at] ?? ''] as const]))
    const [only] = wrong
    if (only === undefined || wrong.length > 1) return Infinity
    return soundAlike(...only) ? 1 : 2
  }
  return name.length > 2 && editDistance(given, name) === 1 ? 2 : Infinity
}

function soundAlike(one: string, other: string): boolean {
  return HOMOPHONES.some((alike) => alike.includes(one) && alike.includes(other))
}

/** Levenshtein's, with the swap of two neighbours counted as one. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
