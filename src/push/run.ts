import { ConfigError } from '../config/complaints.ts'
import { withDotenv } from '../config/dotenv.ts'
import { systemClock, type Clock } from '../domain/clock.ts'
import { DELIVERIES, Pusher, type PushRequest } from '../sandbox/pusher.ts'
import { HELP } from './help.ts'
import { writeRecording } from './recording.ts'
import { deliveryLines, headLine, verdictLines } from './report.ts'
import { toOrder, type Order } from './request.ts'
import { readSettings } from './settings.ts'
import { readWords, WordsError } from './options.ts'

/*
 * `fenzu push`: one push to any server, made and judged by the same code as the sandbox's. It needs no sandbox and no bot of
 * ours at the other end.
 */

export interface PushSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where `.env` is looked for. */
  readonly folder: string
  print(line: string): void
  complain(line: string): void
  readonly clock?: Clock
}

/** Resolves with the exit code: 0 when WeChat would be content, 1 when not, 2 for words or settings that won't do. */
export async function runPush(words: readonly string[], surroundings: PushSurroundings): Promise<0 | 1 | 2> {
  const { print, complain } = surroundings
  if (words.some((word) => word === '--help' || word === '-h')) {
    print(HELP)
    return 0
  }
  try {
    return await push(words, surroundings)
  } catch (error) {
    if (!(error instanceof WordsError || error instanceof ConfigError)) throw error
    complain(error.message)
    return 2
  }
}

async function push(
  given: readonly string[],
  { environment, folder, print, clock = systemClock }: PushSurroundings,
): Promise<0 | 1> {
  const words = readWords(given)
  const settings = readSettings(words, withDotenv(environment, folder), folder)
  const order = toOrder(words.what, settings, clock)
  const { url, timeoutMs } = settings
  const account = { ...settings.account, originalId: order.originalId }
  const mode = words.mode ?? order.mode
  if (mode !== 'plain' && account.encodingAesKey === undefined)
    throw new WordsError(
      `This was recorded in ${mode} mode: set WECHAT_ENCODING_AES_KEY, so that answers can be opened.`,
    )
  for (const line of headLine({ ...order, mode }, url)) print(line)
  const pusher = new Pusher({ account, mode, timeoutMs, clock })
  try {
    const sent: PushRequest[] = []
    const make = (): PushRequest => {
      const request = toRequest(pusher, order, url)
      sent.push(request)
      return request
    }
    const pushed = await pusher.deliver(
      { openid: order.openid, articles: order.articles, hasExpired: () => false },
      words.retry ? DELIVERIES : 1,
      make,
    )
    const last = sent.at(-1)
    if (words.record !== undefined && last !== undefined) writeRecording(words.record, last, clock.now())
    for (const line of pushed.deliveries.flatMap(deliveryLines)) print(line)
    for (const line of verdictLines(order.leaves === true ? { ...pushed, shown: null } : pushed, url)) print(line)
    return pushed.reason === undefined ? 0 : 1
  } finally {
    await pusher.close()
  }
}

function toRequest(pusher: Pusher, { content, openid }: Order, url: URL): PushRequest {
  if (content.kind === 'xml') return pusher.sign(url, openid, content.xml)
  const target = new URL(url)
  target.search = content.query
  return { url: target, headers: content.headers, body: content.body }
}
