import type { Hint } from '../domain/errors.ts'

/*
 * What the platform's errcodes mean and what is to be done about them, as data. Meanings from the platform's list of global
 * return codes (developers.weixin.qq.com, errCode) and the pages of the interfaces.
 */

/**
 * token: renew the access_token and repeat · busy: back off and repeat · minute-quota: everybody waits for the next minute ·
 * day-quota: this interface is over for today · settings: only a changed setting helps, the operator must hear of it ·
 * admin-input: what was asked can't be done, the admin must hear why · give-up: neither can help now · defect: ours.
 */
export type ErrcodeKind =
  'token' | 'busy' | 'minute-quota' | 'day-quota' | 'settings' | 'admin-input' | 'give-up' | 'defect'

export interface ErrcodeMeaning {
  readonly kind: ErrcodeKind
  readonly hint: Hint
}

const BUSY: Hint = { zh: '微信系统繁忙，请稍后再发一次。', en: 'WeChat is busy. Please send it again later.' }
const TOKEN: Hint = {
  zh: '微信不接受当前凭证，续期后仍被拒绝。请运维检查 AppSecret，以及是否有别的程序在刷新凭证。',
  en: 'WeChat does not take our access_token, not even a renewed one. The operator should check the AppSecret and whether another program renews the token.',
}
const APPID: Hint = {
  zh: 'AppID 不对，请运维核对 WECHAT_APPID。',
  en: 'The AppID is wrong. The operator should check WECHAT_APPID.',
}
const SECRET: Hint = {
  zh: 'AppSecret 不对或已重置，请运维核对 WECHAT_APPSECRET。',
  en: 'The AppSecret is wrong or was reset. The operator should check WECHAT_APPSECRET.',
}
const OPENID: Hint = {
  zh: 'openid 不对，或不属于本号。',
  en: 'The openid is wrong or does not belong to this account.',
}
const NOT_FOLLOWING: Hint = { zh: '这个人没有关注本号。', en: 'This person does not follow the account.' }
const NO_GROUP: Hint = {
  zh: '没有这个分组，发「分组」看看。',
  en: 'There is no such group. Send "groups" to see them.',
}
const GROUP_NAME: Hint = {
  zh: '分组名称不合要求，换一个试试。',
  en: 'The platform does not take this name. Try another.',
}
const LONG_NAME: Hint = { zh: '名称太长，缩短后再试。', en: 'The name is too long. Make it shorter.' }
const TOO_MANY: Hint = {
  zh: '分组数量已到上限，先删掉不用的。',
  en: 'There are as many groups as allowed. Delete one first.',
}
const SYSTEM: Hint = { zh: '系统自带的分组不能修改。', en: 'Groups of the platform can not be changed.' }
const DEFECT: Hint = {
  zh: '请求有误，这是程序的问题，请联系运维。',
  en: 'The request was malformed. This is a defect of the program: tell the operator.',
}
const FOLLOWER: Hint = { zh: '微信不允许对这个人这样做。', en: 'WeChat does not allow this for this follower.' }
const SLOWER: Hint = { zh: '操作太频繁，下一分钟自动继续。', en: 'Too fast. It goes on by itself in the next minute.' }
const TODAY: Hint = {
  zh: '今天的调用额度已用完，00:00 后可用。',
  en: "Today's quota is spent. It is available again after 00:00.",
}
const PERMISSION: Hint = {
  zh: '本号没有这项接口权限：需要微信认证的公众号。',
  en: 'The account has no permission for this interface: it needs WeChat verification (微信认证).',
}
const WHITELIST: Hint = {
  zh: '服务器 IP 不在白名单里，请运维到微信开发者平台 → 我的业务 → 公众号 → API IP 白名单添加。',
  en: "The server's IP is not on the whitelist. The operator must add it in WeChat's developer platform (API IP 白名单).",
}
const CONFIRM_IP: Hint = {
  zh: '这个 IP 需要公众号管理员在微信里确认后才能调用。',
  en: "The account's administrator must confirm this IP in WeChat first.",
}
const MESSAGE: Hint = { zh: '这条消息微信不让发送。', en: 'WeChat does not let this message be sent.' }
const BANNED: Hint = {
  zh: '接口因违规被封禁，请运维到公众平台查看。',
  en: 'The interface was banned. The operator should look in the console.',
}
const GONE: Hint = {
  zh: '微信没有提供这个接口，可能已下线。请运维检查接口权限，或换一种接口（WECHAT_BACKEND）。',
  en: 'WeChat does not serve this interface (any more). The operator should check the permissions, or choose the other API (WECHAT_BACKEND).',
}

/*
 * Errcodes that code decides by, beside their kind.
 */

export const BUSY_ERRCODES = [-1, -1000, 45169] as const
/** The openid is not one, or not one of this account. */
export const UNKNOWN_OPENID_ERRCODES: ReadonlySet<number> = new Set([40003, 46004, 49003])
export const NOT_FOLLOWING_ERRCODES: ReadonlySet<number> = new Set([43004, 50005])
export const NO_SUCH_GROUP_ERRCODES: ReadonlySet<number> = new Set([40050, 40152, 45159])
export const NO_SUCH_MEDIA_ERRCODES: ReadonlySet<number> = new Set([40007, 46001])
/** Refusals of a call for several that may be due to one of them; busy, silence and quotas are nobody's fault. */
export const BLAMING_ERRCODES: ReadonlySet<number> = new Set([40003, 40031, 46004, 49003, 50005, 43004])
/** Of a token call it means that the AppSecret is wrong. */
export const BAD_CREDENTIAL_ERRCODE = 40001
export const BAD_SECRET_ERRCODE = 40125
export const BAD_SECRET_ERRCODES = [BAD_SECRET_ERRCODE, 41004] as const
export const FROZEN_SECRET_ERRCODE = 40243
export const BAD_APPID_ERRCODES = [40013, 41002] as const
export const NOT_WHITELISTED_ERRCODE = 40164
/** The address is not on the whitelist either, and the errmsg does not name it. */
export const UNREGISTERED_IP_ERRCODES = [45035, 61004] as const
/** The account's administrator has to accept the address, or has refused it. */
export const UNCONFIRMED_IP_ERRCODES = [89501, 89503, 89506, 89507] as const
export const NO_PERMISSION_ERRCODE = 48001
/** The account has no permission, or has not granted it. */
export const FORBIDDEN_ERRCODES: ReadonlySet<number> = new Set([NO_PERMISSION_ERRCODE, 61007])
export const BANNED_ERRCODE = 48004
export const NOT_SERVED_ERRCODE = 40066
/** Of one interface: no permission, or not served. Any other refusal is of the whole account. */
export const INTERFACE_REFUSED_ERRCODES: ReadonlySet<number> = new Set([NO_PERMISSION_ERRCODE, NOT_SERVED_ERRCODE])
export const DAY_QUOTA_ERRCODE = 45009
export const MINUTE_QUOTA_ERRCODE = 45011
export const NO_CALLBACK_ERRCODE = 40201
/** The account has no menu that was made by the API: an answer, not trouble. */
export const NO_MENU_ERRCODE = 46003
/** The menu function is off, or a menu was just deleted: a moment later it may be on. */
export const MENU_OFF_ERRCODE = 40028

const of = (kind: ErrcodeKind, hint: Hint, ...errcodes: number[]): [number, ErrcodeMeaning][] =>
  errcodes.map((errcode) => [errcode, { kind, hint }])

export const ERRCODES: ReadonlyMap<number, ErrcodeMeaning> = new Map([
  ...of('busy', BUSY, ...BUSY_ERRCODES),
  ...of('token', TOKEN, BAD_CREDENTIAL_ERRCODE, 40014, 42001),
  ...of('settings', TOKEN, 42007, 41001),
  ...of('settings', APPID, ...BAD_APPID_ERRCODES),
  ...of('settings', SECRET, ...BAD_SECRET_ERRCODES),
  ...of(
    'settings',
    {
      zh: 'AppSecret 已被冻结，请运维到公众平台解冻。',
      en: 'The AppSecret is frozen. The operator must unfreeze it in the console.',
    },
    FROZEN_SECRET_ERRCODE,
  ),
  ...of('settings', WHITELIST, NOT_WHITELISTED_ERRCODE, ...UNREGISTERED_IP_ERRCODES),
  ...of('settings', CONFIRM_IP, ...UNCONFIRMED_IP_ERRCODES),
  ...of('settings', PERMISSION, ...FORBIDDEN_ERRCODES),
  ...of('settings', GONE, NOT_SERVED_ERRCODE),
  ...of(
    'settings',
    { zh: '回调地址没有设置好，请运维检查。', en: 'The callback address is not set up. The operator should check it.' },
    NO_CALLBACK_ERRCODE,
    40202,
    40203,
  ),
  ...of('minute-quota', SLOWER, MINUTE_QUOTA_ERRCODE),
  ...of('day-quota', TODAY, DAY_QUOTA_ERRCODE),
  ...of('admin-input', OPENID, ...UNKNOWN_OPENID_ERRCODES, 40031),
  ...of('admin-input', NOT_FOLLOWING, ...NOT_FOLLOWING_ERRCODES),
  ...of(
    'admin-input',
    { zh: '这个人在黑名单里，先移出黑名单。', en: 'This person is on the blacklist. Take them off it first.' },
    43019,
  ),
  ...of('admin-input', NO_GROUP, ...NO_SUCH_GROUP_ERRCODES),
  ...of('admin-input', GROUP_NAME, 40051, 40117, 45157),
  ...of('admin-input', LONG_NAME, 45017, 45158, 40092),
  ...of('admin-input', TOO_MANY, 45018, 45056),
  ...of('admin-input', SYSTEM, 45016, 45058),
  ...of(
    'admin-input',
    { zh: '这个人的标签已有 20 个，先去掉一个。', en: 'This person has 20 tags. Take one away first.' },
    45059,
  ),
  ...of(
    'give-up',
    { zh: '标签下超过 10 万人，先移走一部分。', en: 'More than 100,000 people carry the tag. Move some first.' },
    45057,
  ),
  ...of('give-up', FOLLOWER, 50001, 50002),
  ...of('give-up', MESSAGE, 45002, 45008, 45015, 45047, 45072, 45080, 45081, 48002),
  ...of('give-up', BANNED, BANNED_ERRCODE),
  ...of(
    'give-up',
    { zh: '本月清空额度的次数已用完。', en: "This month's chances to clear the quota are used up." },
    48006,
  ),
  ...of('give-up', { zh: '这种账号不支持此接口。', en: 'This kind of account does not have this interface.' }, 40200),
  ...of(
    'give-up',
    { zh: '查不到这次请求的记录。', en: 'There is no record of this request.' },
    76001,
    76002,
    76003,
    76022,
  ),
  ...of('defect', DEFECT, 40002, 40032, 40033, 40035, 40038, 40097, 41009, 43001, 43002, 43003, 44002, 44004, 47001),
])

/** The meaning of any errcode; what is not in the table is given up, with the number shown. */
export function meaningOf(errcode: number, errmsg: string): ErrcodeMeaning {
  const known = ERRCODES.get(errcode)
  if (known === undefined) {
    return {
      kind: 'give-up',
      hint: { zh: `微信拒绝了（errcode ${errcode}）。`, en: `WeChat refused (errcode ${errcode}).` },
    }
  }
  return errcode === NOT_WHITELISTED_ERRCODE ? { ...known, hint: whitelistHint(errmsg) ?? known.hint } : known
}

/** The address stands in the errmsg: `invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist`. The whitelist wants the IPv4. */
function whitelistHint(errmsg: string): Hint | undefined {
  const ip = /\b(\d{1,3}(?:\.\d{1,3}){3})\b/.exec(errmsg)?.[1]
  if (ip === undefined) return undefined
  return {
    zh: `服务器 IP ${ip} 不在白名单里，请运维到微信开发者平台 → 我的业务 → 公众号 → API IP 白名单添加 ${ip}。`,
    en: `The server's IP ${ip} is not on the whitelist. The operator must add ${ip} in WeChat's developer platform (API IP 白名单).`,
  }
}
