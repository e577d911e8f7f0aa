import { flushCompileCache } from 'node:module'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The heap is collected when it has grown by so much of what lives in it; V8 lets it grow to several times that by itself. */
const GROWING_PERCENT = 100
/**
 * New objects have so much room, from where on V8 makes it no larger by itself. With half of it one answer in a hundred comes
 * twice as late while pushes are many, because it is cleared twice as often; with all that V8 takes, a storm takes 65 MB more.
 */
const NEW_SPACE_BYTES = 32_000_000
const LOOK_EVERY_MS = 500
/** What came in while nothing answered comes first, and a process that ends soon need not bother. */
const COLLECT_AFTER_MS = 10_000

/**
 * What a process does once when it is ready. What was compiled is written down, because a process that is killed would leave it
 * to the next start. Some seconds later the memory that compiling took is given back, which V8 would keep for as long as it
 * runs: a fifth of what an idle bot uses; that holds the event loop for less than 100 ms. The heap is kept small. A runtime
 * that knows none of these flags is left as it is.
 */
export function settle(): void {
  flushCompileCache()
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`)
  setTimeout(giveBack, COLLECT_AFTER_MS).unref()
  const look = setInterval(() => {
    const room = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
    if (room !== undefined && room.space_size < NEW_SPACE_BYTES) return
    setFlagsFromString('--semi-space-growth-factor=1')
    clearInterval(look)
  }, LOOK_EVERY_MS)
  look.unref()
}

function giveBack(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as ((how: Readonly<Record<string, string>>) => void) | undefined
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  setFlagsFromString('--no-expose-gc')
}
