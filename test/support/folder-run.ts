import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm'
const PREFIX = 'fenzu-tests-'
/** More than a run leaves there at its end. */
const ENOUGH_BYTES = 4 * 2 ** 30

/**
 * One folder for all that a run writes, taken away at its end: in memory where there is room, because what is tested is what
 * survives a process, and no test asks the disk for more.
 */
export default function setup(): () => void {
  const before = process.env['TMPDIR']
  const parent = hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir()
  removeLeftIn(parent)
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`))
  // PostgreSQL runs as somebody else, if the tests run as root.
  chmodSync(folder, 0o711)
  process.env['TMPDIR'] = folder
  return () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Whether files that are made there are shared by all tests of a run, and go with it. */
export function isFolderOfRun(folder: string): boolean {
  return basename(folder).startsWith(PREFIX)
}

/** A run that was killed could not. */
function removeLeftIn(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^\d+/.exec(name.slice(PREFIX.length))?.[0])
    if (name.startsWith(PREFIX) && pid > 0 && !isRunning(pid))
      rmSync(join(parent, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= ENOUGH_BYTES
  } catch {
    return false
  }
}
