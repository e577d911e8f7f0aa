import { Pool } from 'undici'
import { signedQuery, textXml } from '../support/push.ts'
import { MEASURES } from './checker.ts'
import type { Processes } from './processes.ts'
import { pause, storm } from './storms.ts'
import type { Outcome } from './tables.ts'

/** What happens to the bot's terminal, or to whoever reads its log, while commands are under way. */
export const OUTPUT_NEMESES = [
  'the reader of the log is gone',
  'all readers are gone',
  'the reader of the log stands still',
  'the terminal is closed (SIGHUP)',
  'all readers are gone, then SIGHUP',
  'the reader stands still, then SIGTERM',
] as const
export type OutputNemesis = (typeof OUTPUT_NEMESES)[number]

export const OUTPUT_MEASURES = [...MEASURES, 'unknown', 'unclean ends'] as const

/** At level debug so many pushes fill the pipe and what fenzu keeps for a reader that stands still, a megabyte. */
const FILLING = 16_000

/** A storm of commands in which the output is lost; the bot goes on, or stops with exit code 0 when it is asked to, and starts again. */
export async function playOutput(
  processes: Processes,
  round: number,
  nemesis: OutputNemesis,
  random: () => number,
): Promise<Outcome<(typeof OUTPUT_MEASURES)[number]>> {
  const codes: (number | null)[] = []
  const stop = async (signal: 'SIGHUP' | 'SIGTERM'): Promise<void> => {
    processes.signal(signal)
    codes.push(await processes.botEnded())
    await processes.startBot()
  }
  const happen = async (): Promise<void> => {
    if (nemesis.startsWith('the reader')) {
      processes.loseReader(['stdout'], nemesis.includes('stands still') ? 'still' : 'gone')
    }
    if (nemesis.startsWith('all readers')) processes.loseReader(['stdout', 'stderr'], 'gone')
    if (nemesis.includes('stands still')) await fill(processes)
    if (nemesis.includes('then')) await pause(random() * 300)
    if (nemesis.includes('SIGHUP')) await stop('SIGHUP')
    if (nemesis.includes('SIGTERM')) await stop('SIGTERM')
  }
  // Whoever stops has written down all that was on its way, also what no delivery was answered about; and the next round begins
  // with somebody who reads again.
  const setRight = async (): Promise<void> => {
    await stop('SIGTERM')
    await processes.settled()
  }
  const verdict = await storm(processes, `output ${round}, ${nemesis}`, round, random, happen, { setRight })
  return {
    ...verdict,
    'unclean ends': codes.filter((code) => code !== 0).length,
    story: `${verdict.story}; exit codes ${codes.join(' ')}`,
  }
}

/** Texts of a follower, each of which is a line of the log. The bot runs in plain mode. */
async function fill(processes: Processes): Promise<void> {
  const pool = new Pool(processes.botUrl, { connections: 16 })
  let sent = 0
  const send = async (): Promise<void> => {
    while (sent < FILLING) {
      const createdAt = Math.floor(Date.now() / 1000)
      const from = `o${String((sent += 1)).padStart(27, 'F')}`
      const body = textXml({ from, text: '在吗', msgId: String(sent), createdAt })
      const path = `/wechat?${signedQuery(createdAt)}`
      const response = await pool.request({ method: 'POST', path, headers: { 'content-type': 'text/xml' }, body })
      await response.body.dump()
    }
  }
  await Promise.all(Array.from({ length: 16 }, send))
  await pool.close()
  const metrics = await (await fetch(`${processes.botUrl}/metrics`)).text()
  const lost = Number(/^fenzu_output_lines_lost_total (\d+)$/m.exec(metrics)?.[1])
  if (!(lost > 0)) throw new Error(`the reader stood still, and ${lost} lines were lost`)
}
