import { cpuMs } from '../proc.ts'
import { percentile } from '../statistics.ts'
import { Connection } from './connection.ts'
import { makeRequests, type Pushes } from './pushes.ts'

/*
 * The load, as a process of its own: makes all requests before the clock starts, then sends them as fast as they are
 * answered, or at a rate. At a rate each waits for its moment, not for the answer before it, and how long it took is counted
 * from that moment, so a server that stalls can't hide it.
 */

export interface Job {
  readonly port: number
  readonly pid: number
  readonly pushes: Pushes
  readonly connections: number
  /** Requests a second; as fast as they go when not given. */
  readonly rate?: number
  /** What a right answer has in it. */
  readonly expected: string
}

export interface Load {
  readonly count: number
  readonly seconds: number
  readonly perSecond: number
  /** CPU time of the server for each request. */
  readonly cpuMicros: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Answers that were not right, and one of them. */
  readonly wrong: number
  readonly example: string
}

process.on('message', (job: Job) => {
  play(job).then(
    (load) => process.send?.({ load }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})

async function play({ port, pid, pushes, connections, rate, expected }: Job): Promise<Load> {
  const requests = makeRequests(pushes)
  const broken = Promise.withResolvers<never>()
  const open = Array.from({ length: connections }, () => Connection.open(port, broken.reject))
  const free = await Promise.all(open)
  const all = [...free]
  const tookMs: number[] = []
  let [wrong, example] = [0, '']
  const usedBefore = cpuMs(pid)
  const startedAt = performance.now()
  const finished = new Promise<void>((resolve) => {
    let next = 0
    const send = (connection: Connection, dueAt: number): void => {
      const request = requests[next]
      next += 1
      if (request === undefined) return
      connection.send(request, (answer) => {
        const now = performance.now()
        tookMs.push(now - dueAt)
        if (!answer.startsWith('HTTP/1.1 200 ') || !answer.includes(expected)) {
          wrong += 1
          example ||= answer
        }
        if (tookMs.length === requests.length) resolve()
        else if (rate === undefined) send(connection, now)
        else free.push(connection)
      })
    }
    if (rate === undefined) {
      for (const connection of all) send(connection, startedAt)
      // It never sleeps while it loads, or each answer would also pay for waking it: the slower server more than the faster.
      const stayAwake = (): void => {
        if (tookMs.length < requests.length) setImmediate(stayAwake)
      }
      stayAwake()
    } else {
      const dueAt = (at: number) => startedAt + (at * 1000) / rate
      const look = (): void => {
        const now = performance.now()
        while (next < requests.length && dueAt(next) <= now) {
          // In turn: a server closes a connection on which nothing comes.
          const connection = free.shift()
          if (connection === undefined) break
          send(connection, dueAt(next))
        }
        // Looking all the time keeps the moments exact; with little to do it would only take the server's time.
        if (next < requests.length)
          if (rate >= 1_000) setImmediate(look)
          else setTimeout(look, 1)
      }
      look()
    }
  })
  await Promise.race([finished, broken.promise])
  const seconds = (performance.now() - startedAt) / 1000
  const usedMs = cpuMs(pid) - usedBefore
  for (const connection of all) connection.close()
  const count = requests.length
  return {
    count,
    seconds,
    perSecond: count / seconds,
    cpuMicros: (usedMs * 1000) / count,
    p50Ms: percentile(tookMs, 0.5),
    p99Ms: percentile(tookMs, 0.99),
    maxMs: percentile(tookMs, 1),
    wrong,
    example,
  }
}
