import { FENZU } from '../contest/contestants.ts'
import { ServerProcess } from '../contest/server-process.ts'
import type { Results } from '../results.ts'
import { moveMany } from './many-moves.ts'
import type { Surroundings } from './surroundings.ts'

/** Ten thousand people into one group. */
export async function measureBatch({ platform, say }: Surroundings): Promise<Results['batch']> {
  const server = await ServerProcess.start(FENZU, 'plain', platform.url)
  try {
    const figures = await moveMany(server, platform, 10_000)
    say(`batch: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    await server.stop()
  }
}
