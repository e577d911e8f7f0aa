import type { SingleConfig } from '../../config/config.ts'
import type { Hint } from '../../domain/errors.ts'
import { fail, ok, warn, type Finding, type Trouble } from '../finding.ts'
import * as CONSOLE from '../consoles.ts'

/** The settings that were taken. */
export function checkSettings({ kind, account }: SingleConfig, hasFile: boolean): Finding {
  const { appid, mode } = account
  if (kind === 'sandbox' && hasFile) return warn('settings', FILE_WITHOUT_ACCOUNT)
  if (kind === 'sandbox')
    return ok(
      'settings',
      `没有公众号，用模拟的微信（${mode} 模式）`,
      `no account: a run with the simulated WeChat (${mode} mode)`,
    )
  if (mode !== 'plain') return ok('settings', `公众号 ${appid}，${mode} 模式`, `account ${appid}, ${mode} mode`)
  return warn('settings', {
    title: { zh: `公众号 ${appid}，明文模式`, en: `account ${appid} in plain mode` },
    cause: {
      zh: '明文模式的签名不包含消息内容，截获一次请求的人可以换掉内容',
      en: 'in plain mode the signature does not cover what is said: whoever catches one request can put other words in it',
    },
    next: {
      zh: '后台改为安全模式，并设置 WECHAT_ENCODING_AES_KEY；测试号做不到，就只用 https。',
      en: 'Choose safe mode (安全模式) in the console and set WECHAT_ENCODING_AES_KEY; with a test account, which can not, use https.',
    },
    console: CONSOLE.CALLBACK,
  })
}

const FILE_WITHOUT_ACCOUNT: Trouble = {
  title: { zh: '.env 里没有公众号，用模拟的微信', en: '.env names no account: a run with the simulated WeChat' },
  cause: { zh: '.env 里没有 WECHAT_APPID', en: 'WECHAT_APPID is not set in .env' },
  next: {
    zh: '要用自己的公众号，就在 .env 里设置 WECHAT_APPID、WECHAT_APPSECRET、WECHAT_TOKEN 与 WECHAT_ENCODING_AES_KEY。',
    en: 'To use an account of yours, set WECHAT_APPID, WECHAT_APPSECRET, WECHAT_TOKEN and WECHAT_ENCODING_AES_KEY in .env.',
  },
  console: CONSOLE.CALLBACK,
}

/** One finding for each complaint that reading the settings had. */
export function toComplaintFindings(complaints: readonly string[]): Finding[] {
  return complaints.map((complaint) => {
    const { name, expected, came, place } = parse(complaint)
    return fail('settings', {
      title: { zh: `${name} 不对`, en: `${name} won't do` },
      cause: { zh: `应为${expected.zh}；${came.zh}`, en: `expected ${expected.en}; ${came.en}` },
      next: {
        zh: `在环境变量或 .env 里改正 ${name}，再运行一次。`,
        en: `Put ${name} right in the environment or in .env, and run this again.`,
      },
      console: place,
    })
  })
}

interface Complaint {
  readonly name: string
  readonly expected: Hint
  readonly came: Hint
  readonly place: string | null
}

/** All complaints have one pattern; what was expected is told in Chinese by the variable's name. */
function parse(complaint: string): Complaint {
  const pattern =
    /^(?:[\w.-]*\.env(?::\d+)?: (?=\w+: ))?([\w.-]+(?::\d+)?): expected (.*); (it is missing|what is present is something else|got .*?)(?: \(([^()]* → [^()]*)\))?$/s
  const [, name = '', expected = complaint, came = '', place = null] = pattern.exec(complaint) ?? []
  return {
    name,
    expected: { zh: EXPECTED[name] ?? inChineseToo(expected), en: expected },
    came: { zh: inChinese(came), en: came },
    place,
  }
}

/** Of a name that does not exist only the one that was meant can be told; of a line in a file what it should be. */
function inChineseToo(expected: string): string {
  const meant = /^the name (\w+)$/.exec(expected)?.[1]
  return meant === undefined ? ` ${expected}` : ` ${meant}`
}

function inChinese(came: string): string {
  if (came === 'it is missing') return '现在没有设置'
  if (came === 'got "the value of another setting"') return '现在是另一个设置的值'
  if (came === 'got a setting that does not exist') return '现在这个名称不存在'
  return came.startsWith('got ') ? `现在是 ${came.slice(4)}` : '现在的值不是这样'
}

const TOKEN = ' 3 到 32 个字母或数字，与后台的 Token 一致'
const KEY = ' 43 个字母或数字（消息加解密密钥 EncodingAESKey）'

const EXPECTED: Readonly<Record<string, string>> = {
  '.env': '这个用户可以读的文件',
  DATABASE_URL: ' sqlite: 加文件路径',
  FENZU_ACCOUNTS: '一个文件夹，里面每个公众号一个 NAME.env 文件',
  FENZU_ADMINS: '以逗号分隔的 openid，每个 28 个字符、以 o 开头',
  FENZU_API_CALLS_PER_SECOND: ' 0.1 到 1000 的数',
  FENZU_FOLLOWER_REPLY: ' success 或 transfer_customer_service',
  FENZU_KEPT_REPLIES: ' on 或 off',
  FENZU_LAST_TEXT: ' on 或 off',
  FENZU_LINKS: ' on 或 off',
  FENZU_METRICS_TOKEN: ' 8 到 512 个可见的 ASCII 字符，不含空格',
  FENZU_REPLY_DEADLINE_MS: ' 100 到 4900 的整数（毫秒）',
  FENZU_RETENTION_DAYS: ' 8 到 36500 的整数（天）',
  HOST: '本机的 IP 地址或主机名，不带 http:// 和端口',
  LOG_LEVEL: ' fatal、error、warn、info、debug、trace 或 silent',
  PORT: ' 0 到 65535 的整数',
  RELAY_ENCODING_AES_KEY: ' 43 个字母或数字（原系统的密钥），RELAY_MODE 为 compat 或 safe 时必填',
  RELAY_FALLBACK: ' success、transfer_customer_service 或不超过 2047 字节的文字',
  RELAY_MODE: ' plain、compat 或 safe',
  RELAY_PATIENCE: ' redeliveries 或 once',
  RELAY_TOKEN: ' 1 到 128 个不含空格的字符（原系统的 Token）',
  RELAY_URL: ' https 地址，或本机、内网地址的 http，不含用户名',
  SANDBOX_APPID: ' wx 加 16 位十六进制数字',
  SANDBOX_APPSECRET: ' 32 位十六进制数字',
  SANDBOX_CALLBACK_URL: ' http 或 https 地址',
  SANDBOX_ORIGINAL_ID: ' gh_ 开头的原始ID',
  SANDBOX_PORT: ' 0 到 65535 的整数',
  SANDBOX_PUSH_TIMEOUT_MS: ' 10 到 60000 的整数（毫秒）',
  WECHAT_API_BASE: '微信自己的接口域名（https），或本机的地址',
  WECHAT_APPID: ' wx 加 16 位十六进制数字（AppID）',
  WECHAT_APPSECRET: ' 32 位十六进制数字（AppSecret）',
  WECHAT_BACKEND: ' auto、groups 或 tags',
  WECHAT_ENCODING_AES_KEY: KEY,
  WECHAT_ENCODING_AES_KEY_PREVIOUS: KEY,
  WECHAT_MANAGED_TAGS: ' * 或以逗号分隔的编号',
  WECHAT_MODE: ' plain、compat 或 safe',
  WECHAT_ORIGINAL_ID: ' gh_ 开头的原始ID',
  WECHAT_TOKEN: TOKEN,
  WECHAT_TOKEN_PREVIOUS: TOKEN,
}
