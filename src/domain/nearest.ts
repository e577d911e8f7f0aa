/** Of names, the one that was most likely meant by a misspelt one; undefined when none is near. */
export function nearestOf<T extends string>(typed: string, names: readonly T[]): T | undefined {
  const [best] = names
    .map((name) => ({ name, distance: distanceOf(bare(typed), bare(name)) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(bare(name).length / 4)))
    .sort((a, b) => a.distance - b.distance)
  return best?.name
}

/** Letter case and what joins words are no difference. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[_\-.]/g, '')
}

/** Levenshtein: how many letters must be put in, taken out or changed. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
