import type { CannotChangeAdmin } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { lines, writeMoment, type Phrases } from '../wording.ts'
import { LANGUAGES, MEMBERS, ROLES } from './terms.ts'

/** Who may command, and as what. */
export const ADMINS = {
  admins: ({ admins, whole }, say) =>
    lines(
      `共 ${admins.length} 人`,
      ...admins.map(({ openid, role, since }) => {
        const who = whole ? say.whole(openid) : say.who(openid)
        return `${who} ${ROLES[role]}${since === null ? '（由设置指定）' : `，自 ${writeMoment(since)}`}`
      }),
    ),
  'admins-restored': ({ admins, whole }, say) =>
    lines(
      '⚠️ 服务器恢复了备份，之后移除的管理员又回来了，请核对：',
      `${admins.map(({ openid, role }) => `${say.who(openid)}（${ROLES[role]}）`).join('、')}${admins.length < whole ? ` 等 ${whole} 人` : ''}`,
      '看全部：管理员 列表；移除：管理员 移除 #编号',
    ),
  whoami: ({ openid, role, language, operations }, say) =>
    `${ROLES[role]} ${say.who(openid)} · 语言 ${LANGUAGES[language]} · 我的操作 ${operations}`,
  claimed: ({ role, unmanaged = 0 }) =>
    lines(
      `✅ 你已成为${MEMBERS[role]}`,
      unmanaged === 0 ? null : `本号有 ${unmanaged} 个标签还没有接管，接管后才能把人移进去：接管 全部`,
      '看能做什么：帮助',
    ),
  'already-admin': ({ role }) => `你已经是${MEMBERS[role]}，无需认领`,
  'wrong-code': () => lines('❌ 认领码不对、已用过、已过期，或错了太多次', '请所有者再发一次：管理员 邀请'),
  invited: ({ code, role }) =>
    lines(`请对方 10 分钟内向本号发送：认领 ${safeText(code)}（一次有效）`, `对方会成为：${MEMBERS[role]}`),
  'too-many-invitations': ({ limit }) =>
    lines(`⚠️ 已有 ${limit} 个邀请没有用掉，没有再发`, '10 分钟后它们会过期，到时再发：管理员 邀请'),
  joined: ({ openid, role, by }, say) => `✅ ${say.who(openid)} 成为${MEMBERS[role]}（${say.who(by)} 邀请）`,
  'admin-removed': ({ openid, role }, say) => `✅ 已移除 ${say.who(openid)}（${ROLES[role]}）`,
  'role-changed': ({ openid, from, to }, say) => `✅ ${say.who(openid)}：${ROLES[from]} → ${ROLES[to]}`,
  'role-already': ({ openid, role }, say) => `✅ ${say.who(openid)} 已经是${MEMBERS[role]}，无需更改`,
  'cannot-change-admin': ({ openid, reason }, say) =>
    lines(
      `❌ 没有执行：${WHY_NOT[reason](say.who(openid))}`,
      reason === 'own-role' ? '要退出，发：管理员 移除 我' : '看都有谁：管理员 列表',
    ),
  'role-too-high': ({ role }) => lines(`❌ 只能给低于自己的角色，不能给${ROLES[role]}`, '例：管理员 邀请 只读'),
  'not-allowed': ({ command, role, needs }) =>
    role === null
      ? lines(`❌ 没有执行${nameVerb(command)}：你已不是管理员`, '请联系所有者')
      : lines(`❌ 你是${ROLES[role]}角色，不能${nameVerb(command)}（需要${ROLES[needs]}）`, '找所有者：管理员 列表'),
} satisfies Partial<Phrases>

/** 移动 is a verb, 「管理员 邀请」 is not. */
function nameVerb(command: string): string {
  return command.includes(' ') ? `「${safeText(command)}」` : safeText(command)
}

const WHY_NOT: Readonly<Record<CannotChangeAdmin, (who: string) => string>> = {
  'no-admin': (who) => `${who} 不是管理员`,
  'in-settings': (who) => `${who} 由设置 FENZU_ADMINS 指定，只能请运维修改设置`,
  'not-below': (who) => `${who} 的角色不低于你`,
  'own-role': () => '不能改自己的角色',
  'last-owner': () => '你是最后一位所有者，不能移除',
}
