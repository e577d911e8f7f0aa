const LENGTH = 30

/** `██████░░░░ 60/100`: how far something is, in one line of a terminal. */
export function progressBar(done: number, all: number): string {
  const filled = all === 0 ? LENGTH : Math.min(LENGTH, Math.round((done / all) * LENGTH))
  return `${'█'.repeat(filled)}${'░'.repeat(LENGTH - filled)} ${done}/${all}`
}
