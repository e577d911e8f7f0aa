import type { RunningAccount, RunningBot } from './app/process.ts'
import type { Config, SingleConfig } from './config/config.ts'
import { sayLoss } from './phrasebook/losses.ts'
import { SANDBOX_ACCOUNT } from './domain/sandbox-account.ts'

/** What a developer reads after the first `npm start`: where everything is, and what to try. */
export function toSandboxGreeting(bot: RunningBot, sandboxUrl: string, { accounts: [settings] }: Config): string[] {
  return [
    'fenzu 分组 runs with a simulated WeChat: no account, nothing leaves this machine.',
    '',
    `  page       ${sandboxUrl}/`,
    `  callback   ${bot.url}/wechat (${settings?.account.mode ?? 'safe'} mode)`,
    `  owner      ${settings?.admins[0] ?? SANDBOX_ACCOUNT.owner}`,
    '',
    '  try it     npm run chat, then type: 移动 #3 VIP',
    `  or         curl -s ${sandboxUrl}/sandbox/say -H 'content-type: application/json' \\`,
    `               -d '{"openid":"${SANDBOX_ACCOUNT.owner}","text":"移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108"}'`,
    '',
    ...bot.accounts.flatMap(claimLines),
  ]
}

/** What is read where the simulated platform runs alone: with an old system beside it, how a bot is started that relays to it. */
export function toSandboxAloneGreeting(
  {
    url,
    upstream,
  }: { readonly url: string; readonly upstream: { readonly url: string; readonly token: string } | null },
  { account }: Pick<SingleConfig, 'account'>,
): string[] {
  const first = `The sandbox listens on ${url} and pushes in ${account.mode} mode.`
  if (upstream === null) return [first]
  const settings = {
    WECHAT_APPID: account.appid,
    WECHAT_APPSECRET: account.appsecret,
    WECHAT_TOKEN: account.callbackToken,
    ...(account.mode === 'plain' ? {} : { WECHAT_ENCODING_AES_KEY: account.encodingAesKey }),
    ...(account.mode === 'compat' ? { WECHAT_MODE: account.mode } : {}),
    WECHAT_API_BASE: url,
    FENZU_ADMINS: SANDBOX_ACCOUNT.owner,
    RELAY_URL: upstream.url,
    RELAY_TOKEN: upstream.token,
  }
  return [
    first,
    `A small old system listens on ${upstream.url} in plain mode. A bot that relays to it, in another terminal:`,
    '',
    `  ${Object.entries(settings)
      .map(([name, value]) => `${name}=${value ?? ''}`)
      .join(' ')} npm start`,
    '',
    'Then text the account as a follower: 你好 · 慢 7 (answers after 7 s) · 错 (fails) · 图文 (an article).',
  ]
}

/** What an operator reads after a start with accounts. */
export function toAccountGreeting(bot: RunningBot, { accounts }: Config): string[] {
  const plain = accounts.filter(({ account }) => account.mode === 'plain').map(({ name }) => name)
  const warning = plain.length === 0 ? [] : ['', warnOfPlainMode(accounts.length === 1 ? [] : plain), '']
  const [only] = bot.accounts
  if (only !== undefined && bot.accounts.length === 1)
    return [
      `fenzu listens on ${bot.url}; the callback is ${only.callbackUrl}`,
      ...lossLines(only),
      ...warning,
      ...claimLines(only),
    ]
  return [
    `fenzu listens on ${bot.url} for ${bot.accounts.length} accounts:`,
    ...bot.accounts.flatMap((one) => [
      `  ${one.name}: the callback is ${one.callbackUrl}`,
      ...lossLines(one),
      ...claimLines(one),
    ]),
    ...warning,
  ]
}

function warnOfPlainMode(names: readonly string[]): string {
  const of = names.length === 0 ? '' : ` (${names.join(', ')})`
  return `Warning: plain mode${of}. The signature does not cover what is said, so whoever reads one request can put other words in it. Choose 安全模式 (safe mode) in the console and set WECHAT_ENCODING_AES_KEY.`
}

/** Whoever wrote a file of settings most likely meant an account: the sandbox never starts beside one without a word. */
export function toFileNotice(file: string | undefined): string[] {
  if (file === undefined) return []
  const why = file === '.env' ? 'names no account (WECHAT_APPID is not set)' : 'is not read (its name must be .env)'
  return [`Mind: ${file} ${why}, so this is a run with the sandbox, not with an account of yours.`, '']
}

/** Before the callback is enabled, somebody should know what followers will miss. */
function lossLines({ losses }: RunningAccount): string[] {
  if (losses.length === 0) return []
  const lines = losses.map((loss) => `  - ${sayLoss(loss, 'en')}`)
  return ['What the console answers is kept, but not all of it as it was:', ...lines]
}

/** How whoever reads the terminal becomes the first owner. */
export function claimLines({ enrolmentCode }: Pick<RunningAccount, 'enrolmentCode'>): string[] {
  if (enrolmentCode === null) return []
  return [
    'Nobody owns this account yet. Within ten minutes, text to the account from your own phone:',
    '',
    `  认领 ${enrolmentCode}`,
    '',
  ]
}
