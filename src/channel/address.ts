import { hash } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** The system's own limit of a unix socket's path is 107 bytes, and less on some systems. */
const LONGEST_PATH_BYTES = 100

/**
 * Where the local channel of a process lies: a unix socket beside its store (a named pipe on Windows), under a short hashed
 * name among temporary files when the path would be too long. Both sides come to the same address by themselves.
 */
export function channelAddress(databasePath: string, platform: NodeJS.Platform = process.platform): string {
  const path = resolve(databasePath)
  const digest = hash('sha256', path, 'hex').slice(0, 16)
  if (platform === 'win32') return `\\\\.\\pipe\\fenzu-${digest}`
  const beside = join(dirname(path), 'fenzu.sock')
  if (Buffer.byteLength(beside) <= LONGEST_PATH_BYTES) return beside
  return join(tmpdir(), `fenzu-${String(process.getuid?.() ?? 0)}`, `${digest}.sock`)
}

/** Only this user may enter the folder: the socket's own mode is not looked at everywhere. */
export function makeFolder(address: string): void {
  const folder = dirname(address)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (address.startsWith(join(tmpdir(), 'fenzu-'))) chmodSync(folder, 0o700)
}
