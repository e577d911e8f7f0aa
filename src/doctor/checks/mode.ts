import type { Hint } from '../../domain/errors.ts'
import * as CONSOLE from '../consoles.ts'
import { fail, ok, warn, type Finding } from '../finding.ts'
import type { BotHere } from '../here.ts'

/** Fewer unsigned requests than this can be anybody's. */
const TELLING_COUNT = 3

interface Sign {
  /** Whether the platform's own signature was on it, so that nobody else can have caused it. */
  readonly sure: boolean
  readonly cause: Hint
  readonly next: Hint
  readonly console: string | null
}

/** What it means when pushes are kept out for a reason, the telling ones first. */
const SIGNS: ReadonlyMap<string, Sign> = new Map([
  [
    'fields-missing',
    {
      sure: true,
      cause: {
        zh: '推送是加密的，而 WECHAT_MODE 是 plain：后台多半选了安全模式',
        en: 'pushes come encrypted while WECHAT_MODE is plain: the console is most likely set to safe mode (安全模式)',
      },
      next: {
        zh: '设置 WECHAT_ENCODING_AES_KEY，并去掉 WECHAT_MODE（或设为 safe），重启。',
        en: 'Set WECHAT_ENCODING_AES_KEY, leave WECHAT_MODE out or set it to safe, and restart.',
      },
      console: CONSOLE.CALLBACK,
    },
  ],
  [
    'undecryptable',
    {
      sure: true,
      cause: {
        zh: '推送解不开：EncodingAESKey 或 AppID 与后台不符',
        en: 'pushes can not be opened: the EncodingAESKey or the AppID differs from the console',
      },
      next: {
        zh: '核对 WECHAT_ENCODING_AES_KEY 与 WECHAT_APPID，重启。',
        en: 'Compare WECHAT_ENCODING_AES_KEY and WECHAT_APPID, and restart.',
      },
      console: CONSOLE.CALLBACK,
    },
  ],
  [
    'json',
    {
      sure: true,
      cause: { zh: '推送是 JSON', en: 'pushes come as JSON' },
      next: { zh: '在后台把数据格式改为 XML。', en: 'Choose XML as the data format in the console.' },
      console: CONSOLE.CALLBACK,
    },
  ],
  [
    'not-ours',
    {
      sure: true,
      cause: {
        zh: '推送的收件人不是 WECHAT_ORIGINAL_ID',
        en: 'pushes are addressed to another account than WECHAT_ORIGINAL_ID',
      },
      next: {
        zh: '核对 WECHAT_ORIGINAL_ID（原始ID），重启。',
        en: 'Compare WECHAT_ORIGINAL_ID (原始ID), and restart.',
      },
      console: CONSOLE.DETAILS,
    },
  ],
  [
    'signature-wrong',
    {
      sure: false,
      cause: {
        zh: '签名不对：WECHAT_TOKEN 与后台不符，或请求是伪造的',
        en: 'signatures are wrong: WECHAT_TOKEN differs from the console, or the requests are forged',
      },
      next: { zh: '核对 WECHAT_TOKEN，重启。', en: 'Compare WECHAT_TOKEN, and restart.' },
      console: CONSOLE.CALLBACK,
    },
  ],
  [
    'timestamp-stale',
    {
      sure: false,
      cause: {
        zh: '时间戳相差超过 300 秒：本机时钟不准，或有人重放旧请求',
        en: "timestamps are more than 300 s away: this machine's clock is wrong, or somebody replays old requests",
      },
      next: { zh: '打开时间同步（NTP）。', en: 'Keep the clock by NTP.' },
      console: null,
    },
  ],
  ...(['encrypt-missing', 'query-malformed'] as const).map((reason): [string, Sign] => [
    reason,
    {
      sure: false,
      cause: {
        zh: '请求没有加密或没有签名：后台选了明文模式，或来的不是微信',
        en: 'requests come without encryption or signature: the console is set to plain mode (明文模式), or they are not WeChat’s',
      },
      next: {
        zh: '在后台选安全模式；只能用明文（测试号）就设 WECHAT_MODE=plain，重启。',
        en: 'Choose safe mode (安全模式) in the console; where only plain mode is possible (测试号), set WECHAT_MODE=plain and restart.',
      },
      console: CONSOLE.CALLBACK,
    },
  ]),
])

/** Whether the pushes that a running bot has seen since its start fit its settings. */
export function checkMode(mode: string, { accepted, pushes = {} }: BotHere): Finding {
  const seen = [...SIGNS].flatMap(([reason, sign]) => {
    const count = pushes[reason] ?? 0
    return count === 0 ? [] : [{ ...sign, reason, count }]
  })
  const taken = accepted ?? 0
  const [worst] = seen.filter(({ sure, count }) => sure || taken === 0 || count > taken)
  if (worst === undefined) {
    if (taken === 0) return ok('mode', `${mode}，还没有推送来过`, `${mode}; no push has come yet`)
    return ok('mode', `${mode}，${taken} 条推送都读得懂`, `${mode}; ${taken} pushes came and were read`)
  }
  const { cause, next, console, reason, count, sure } = worst
  const trouble = {
    title: {
      zh: `${mode}，但有 ${count} 次请求没有生效（${reason}）`,
      en: `${mode}, but ${count} request${count === 1 ? '' : 's'} had no effect (${reason})`,
    },
    cause,
    next,
    console,
  }
  return taken === 0 && (sure || count >= TELLING_COUNT) ? fail('mode', trouble) : warn('mode', trouble)
}
