import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SingleConfig } from '../config/config.ts'
import type { Clock } from '../domain/clock.ts'
import { checkApi } from './checks/api.ts'
import { checkCallback } from './checks/callback-check.ts'
import { checkFiles } from './checks/files.ts'
import { checkRelay } from './checks/followers/relay.ts'
import { checkReplies } from './checks/followers/replies.ts'
import { checkGroups } from './checks/groups.ts'
import { checkLoop } from './checks/loop.ts'
import { checkMode } from './checks/mode.ts'
import { checkOwner } from './checks/owner.ts'
import { checkPort, checkSandboxPort } from './checks/ports.ts'
import { checkPublicUrl } from './checks/public-url.ts'
import { checkQuota } from './checks/quota.ts'
import { checkSettings } from './checks/settings.ts'
import { checkStore, examineStore, type StoreExamination } from './checks/store.ts'
import { checkToken } from './checks/token.ts'
import { CHECKS, leftOut, type CheckName, type Finding } from './finding.ts'
import { findBot, findSandbox } from './here.ts'
import { PlatformProbe } from './platform.ts'
import { apiBaseOf, isSimulated, type CheckContext } from './context.ts'

export interface ExamineOptions {
  readonly clock: Clock
  readonly folder: string
  readonly publicUrl: URL | undefined
}

const OF_THE_PLATFORM = [
  'api',
  'clock',
  'token',
  'permissions',
  'backend',
  'groups',
  'quota',
  'callback-check',
] as const

/**
 * All checks of settings that could be read, side by side, in the order of CHECKS. Nothing is changed, on this machine or on
 * the platform. The longest way is five answers of the platform one after the other; all questions together have 18 s (Platform).
 */
export async function examine(config: SingleConfig, options: ExamineOptions): Promise<Finding[]> {
  const [bot, sandboxUrl] = await Promise.all([findBot(config), findSandbox(config)])
  const context: CheckContext = { config, bot, sandboxUrl, ...options }
  const store = examineStore(context)
  // First and alone: it listens for a moment on the port that the public address may lead to.
  const ports = await Promise.all([checkPort(context, store.held), checkSandboxPort(context)])
  const [platform, url, relay] = await Promise.all([
    examinePlatform(context, store),
    publicUrl(context),
    checkRelay(context),
  ])
  const here = [
    checkSettings(config, existsSync(join(options.folder, '.env'))),
    checkFiles(context),
    checkStore(context, store),
    mode(context),
    checkLoop(context),
  ]
  const order = Object.keys(CHECKS)
  return [...here, ...[...ports, relay].filter((finding) => finding !== null), ...platform, url].sort(
    (one, other) => order.indexOf(one.name) - order.indexOf(other.name),
  )
}

/**
 * What can only be found out by asking the platform: the owners among it, because their openids are looked up there, and what
 * is kept of the console, because before the first start only the platform knows.
 */
async function examinePlatform(context: CheckContext, { owners, kept }: StoreExamination): Promise<Finding[]> {
  const apiBase = apiBaseOf(context)
  const both = (platform: PlatformProbe | null): Promise<Finding[]> =>
    Promise.all([checkOwner(context, owners, platform), checkReplies(context, kept, platform)])
  if (apiBase === null)
    return [
      ...OF_THE_PLATFORM.map((name) =>
        leftOut(name, '没有沙箱在运行（npm start 会启动它）', 'no sandbox runs (npm start brings one)'),
      ),
      ...(await both(null)),
    ]
  const { reachable, findings } = await checkApi(apiBase, context.clock)
  if (!reachable)
    return [...findings, ...without(findings, '连不上微信接口', 'the API is out of reach'), ...(await both(null))]
  const { appid, appsecret } = context.config.account
  const platform = new PlatformProbe({ apiBase, appid, appsecret })
  try {
    const token = await checkToken(platform)
    const known = [...findings, token]
    if (token.state !== 'ok')
      return [...known, ...without(known, '没有凭证', 'it needs an access_token'), ...(await both(null))]
    const [groups, callback, others] = await Promise.all([
      examineGroups(platform, context.config),
      checkCallback(platform),
      both(platform),
    ])
    return [...known, ...groups, callback, ...others]
  } finally {
    await platform.close()
  }
}

/** Which quotas count depends on the API that is used. */
async function examineGroups(platform: PlatformProbe, config: SingleConfig): Promise<Finding[]> {
  const { api, findings } = await checkGroups(platform, config)
  return [...findings, await checkQuota(platform, api)]
}

function without(known: readonly Finding[], zh: string, en: string): Finding[] {
  const names = new Set<CheckName>(known.map(({ name }) => name))
  return OF_THE_PLATFORM.filter((name) => !names.has(name)).map((name) => leftOut(name, zh, en))
}

async function publicUrl(context: CheckContext): Promise<Finding> {
  const { config, clock, publicUrl: url } = context
  if (url === undefined)
    return leftOut(
      'public-url',
      '用 --url https://你的域名/wechat 检查',
      'give --url https://YOUR.HOST/wechat to have it tried',
    )
  return checkPublicUrl(url, { account: config.account, clock, simulated: isSimulated(context) })
}

function mode({ config, bot }: CheckContext): Finding {
  if (bot === null) return leftOut('mode', '没有 fenzu 在运行，看不到推送', 'no fenzu runs here that has seen pushes')
  if (bot.pushes === undefined)
    return leftOut(
      'mode',
      '运行中的 fenzu 不告诉这台机器：设置 FENZU_METRICS_TOKEN',
      'the running fenzu does not tell: set FENZU_METRICS_TOKEN',
    )
  return checkMode(config.account.mode, bot)
}
