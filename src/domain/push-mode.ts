/** How the platform pushes (消息加解密方式): 明文 plain, 兼容 compat, 安全 safe. */
export const PUSH_MODES = ['plain', 'compat', 'safe'] as const
export type PushMode = (typeof PUSH_MODES)[number]
