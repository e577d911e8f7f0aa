import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Processes } from './processes.ts'

export type PowerCut =
  | { readonly kind: 'no-tracer' }
  /** `moves` that were traced, and how many of them left before what was written last was synced. */
  | { readonly kind: 'traced'; readonly moves: number; readonly early: number }

const MOVES = 20

/**
 * Traces the bot's system calls: whatever was written to the store's log before the first byte of a moving call must have
 * been synced before that byte, or a power cut would lose what the platform may already have done.
 */
export async function traceSyncs(): Promise<PowerCut> {
  if (spawnSync('strace', ['-V']).error !== undefined) return { kind: 'no-tracer' }
  const trace = join(mkdtempSync(join(tmpdir(), 'fenzu-trace-')), 'calls.txt')
  const calls = 'trace=pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync'
  const under = ['strace', '-D', '-f', '-y', '-s', '96', '-e', calls, '-o', trace]
  const processes = await Processes.open({ pushTimeoutMs: 5_000, under })
  try {
    await processes.startBot()
    const [somebody] = (await processes.world()).followers
    for (let move = 0; move < MOVES; move += 1) {
      await processes.say(`移动 ${somebody?.openid} ${move % 2 === 0 ? 108 : 107}`)
    }
    processes.signal('SIGTERM')
    await processes.botEnded()
  } finally {
    await processes.close()
  }
  return countEarly(readFileSync(trace, 'utf8'))
}

function countEarly(trace: string): PowerCut {
  let dirty = false
  let [moves, early] = [0, 0]
  for (const line of trace.split('\n')) {
    if (/pwrite64\([^)]*fenzu\.db-wal/.test(line)) dirty = true
    else if (/(?:fsync|fdatasync)\([^)]*fenzu\.db-wal/.test(line)) dirty = false
    else if (/POST \/cgi-bin\/groups\/members\/update/.test(line)) {
      moves += 1
      if (dirty) early += 1
    }
  }
  return { kind: 'traced', moves, early }
}
