import type { Hint } from '../domain/errors.ts'

/** What is looked at, in the order in which it is told. */
export const CHECKS = {
  runtime: { zh: '运行环境', en: 'runtime' },
  settings: { zh: '设置', en: 'settings' },
  'data-rights': { zh: '文件权限', en: 'file rights' },
  store: { zh: '存储', en: 'store' },
  port: { zh: '端口', en: 'port' },
  'sandbox-port': { zh: '沙箱端口', en: 'sandbox port' },
  api: { zh: '微信接口', en: "WeChat's API" },
  clock: { zh: '时钟', en: 'clock' },
  token: { zh: '凭证', en: 'access_token' },
  permissions: { zh: '接口权限', en: 'permissions' },
  backend: { zh: '后端', en: 'backend' },
  groups: { zh: '分组', en: 'groups' },
  quota: { zh: '额度', en: 'quota' },
  'callback-check': { zh: '微信侧检测', en: "WeChat's own check" },
  'public-url': { zh: '公网地址', en: 'public URL' },
  mode: { zh: '加密方式', en: 'mode' },
  replies: { zh: '自动回复', en: 'kept replies' },
  relay: { zh: '转发', en: 'relay' },
  loop: { zh: '响应', en: 'event loop' },
  owner: { zh: '所有者', en: 'owner' },
} as const satisfies Readonly<Record<string, Hint>>

export type CheckName = keyof typeof CHECKS

export interface Trouble {
  /** What was found, in a few words. */
  readonly title: Hint
  readonly cause: Hint
  /** What the operator should do. */
  readonly next: Hint
  /** Where in WeChat's console, whose own words are Chinese; null when it is nothing of WeChat's. */
  readonly console?: string | null
}

export type Finding =
  | { readonly name: CheckName; readonly state: 'ok'; readonly title: Hint }
  | ({ readonly name: CheckName; readonly state: 'warn' | 'fail' } & Trouble)
  /** Not looked at, and why. */
  | { readonly name: CheckName; readonly state: 'left-out'; readonly title: Hint }

export function ok(name: CheckName, zh: string, en: string): Finding {
  return { name, state: 'ok', title: { zh, en } }
}

export function warn(name: CheckName, trouble: Trouble): Finding {
  return { name, state: 'warn', ...trouble }
}

export function fail(name: CheckName, trouble: Trouble): Finding {
  return { name, state: 'fail', ...trouble }
}

export function leftOut(name: CheckName, zh: string, en: string): Finding {
  return { name, state: 'left-out', title: { zh, en } }
}
