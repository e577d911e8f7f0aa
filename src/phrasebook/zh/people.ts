import type { AnswerOf, BadAlias, QuotaLeft, RecentPerson } from '../../domain/answer.ts'
import { writeSeconds } from '../seconds.ts'
import { safeText } from '../safe-text.ts'
import { firstLine, lines, nameGroup, safeCommand, writeMoment, type Phrases, type Say } from '../wording.ts'

/** Followers: who they are, and how the account stands. */
export const PEOPLE = {
  whereabouts: ({ openid, group, others, remark, subscribedAt, source, contactAt, changes = [], end = null }, say) =>
    lines(
      `${say.who(openid)}：${nameGroup(group)}`,
      end === null ? null : `${writeMoment(end.until)} 移回 ${nameGroup(end.back)}`,
      others.length === 0 ? null : `也在：${others.map(nameGroup).join('、')}`,
      remark === null || remark === '' ? null : `备注：${safeText(remark)}`,
      subscribedAt === null ? null : `关注于 ${writeMoment(subscribedAt)}${nameSource(source ?? null)}`,
      contactAt === null || contactAt === undefined ? null : `最近互动 ${writeMoment(contactAt)}`,
      ...changes.map(({ number, answer }) => `${number} ${answer === null ? '⏳ 还在执行' : firstLine(say(answer))}`),
    ),
  recent({ people, filter, page, all, complete, next }, say) {
    if (people.length === 0 && page > 1) return lines('没有这一页', '从头看：最近')
    if (people.length === 0)
      return complete ? lines(NOBODY[filter ?? 'all'], FILLS[filter ?? 'all']) : lines('暂无互动记录', IMPORT)
    const what = filter === 'new' ? '新关注' : filter === 'said' ? '发过消息' : '互动'
    const isWhole = page === 1 && next === null
    const where = isWhole ? '' : ` · 第 ${page} 页${all === null ? '' : `，共 ${all} 人`}`
    return lines(
      `最近${what}的 ${people.length} 人${where}`,
      ...people.map((person) => recentLine(person, say)),
      next === null ? null : NEXT,
    )
  },
  found({ keyword, people, page, all, complete, next }, say) {
    if (people.length === 0 && page > 1) return lines('没有这一页', `从头看：找 ${safeText(keyword)}`)
    if (people.length === 0) return lines(`没有找到「${safeText(keyword)}」`, complete ? '看都有谁：最近' : IMPORT)
    const isWhole = page === 1 && next === null
    return lines(
      isWhole ? `${people.length} 人` : `共 ${all} 人 · 第 ${page} 页`,
      ...people.map(({ openid, remark }) => nameFound(openid, remark, say)),
      next === null ? null : `${NEXT}，或写得更具体`,
    )
  },
  openid: ({ openid }) => safeText(openid),
  members({ group, page, pages, all, people, known, complete = false, next }, say) {
    const head = `${nameGroup(group)} ${all} 人 · 第 ${page}/${pages} 页`
    return lines(
      people.length === 0 ? `${head}，这一页没有人` : head,
      ...people.map((openid) => say.who(openid)),
      known && !complete ? '只列出已收录的人，导入全部：同步' : null,
      next === null ? null : `${NEXT}，或：${safeCommand(next)}`,
    )
  },
  aliased({ openid, alias, remark, same }, say) {
    if (alias === null) return lines(`✅ ${say.number(openid)} 不再有别名`, REMARK[remark])
    const others = same > 0 ? `，另有 ${same} 人也叫这个名` : ''
    return lines(`✅ ${say.number(openid)} 以后叫「${safeText(alias)}」${others}`, REMARK[remark])
  },
  'bad-alias': ({ reason }) => lines(`❌ 别名${BAD_ALIAS[reason]}`, '例：别名 #57 小王'),
  status: ({ mode, waiting, trouble, today, moves, lookups, clockOffsetMs, heldUpMs, errands }, say) =>
    lines(
      trouble === null ? `✅ 正常 · ${MODES[mode]}` : `⚠️ 微信接口有问题：${safeText(trouble, 120)}`,
      trouble === null ? null : MODES[mode],
      `排队 ${waiting} · 今日 ${today.all} 次，失败 ${today.failed}`,
      `移动额度 ${writeQuota(moves)} · 查询 ${writeQuota(lookups)}`,
      clockOffsetMs === null ? null : `时钟 ${writeOffset(clockOffsetMs)} 秒`,
      heldUpMs === null ? null : `⚠️ 五分钟内停顿过 ${writeSeconds(heldUpMs)} 秒，其间谁都得不到回复`,
      ...errandLines(errands, say),
    ),
  syncing({ phase, asked, total, known, unknown, failure }, say) {
    const goesOn = phase === 'begun' || phase === 'going-on'
    const head = {
      begun: '⏳ 开始同步',
      'going-on': '⏳ 继续同步',
      running: '⏳ 正在同步',
      done: '✅ 同步完成',
    }[phase]
    return lines(
      // How many there are is told with the first page.
      phase === 'begun'
        ? `${head}，已收录 ${known} 人`
        : `${head}：本号 ${total} 人，已读 ${asked}，已收录 ${known} 人`,
      unknown === 0 ? null : `微信没有给出其中 ${unknown} 人的信息，已跳过`,
      failure === null ? null : `上次停下是因为：${firstLine(say(failure))}`,
      goesOn || phase === 'running' ? '看进度：同步' : null,
    )
  },
} satisfies Partial<Phrases>

const NEXT = '下一页：更多'
const IMPORT = '导入已有的粉丝：同步'
const NOBODY = { all: '还没有人关注', new: '还没有人关注', said: '还没有人发过消息' } as const
const FILLS = {
  all: '有人关注或发来消息，就会出现在这里',
  new: '有人关注，就会出现在这里',
  said: '有人发来消息，就会出现在这里',
} as const

/** The remark too where something else is the name. */
function nameFound(openid: string, remark: string | null, say: Say): string {
  const who = say.who(openid)
  return remark === null || who.startsWith(`${safeText(remark)} #`) ? who : `${who} ${safeText(remark)}`
}

const HOW = {
  text: '说话',
  message: '发来图片或其他',
  follow: '关注',
  'follow-scan': '扫码关注',
  imported: '关注',
  scan: '扫码',
  menu: '点了菜单',
} as const

function recentLine({ openid, how, at, text }: RecentPerson, say: Say): string {
  return `${say.who(openid)} ${writeMoment(at)} ${text === null || how !== 'text' ? HOW[how] : `「${safeText(text, 21)}」`}`
}

const REMARK = {
  untouched: null,
  written: '微信备注已同步',
  'too-long': '微信备注没有写：最多 29 字节（9 个汉字）',
  refused: '微信备注没有写：本号现在不允许',
} as const

const BAD_ALIAS: Readonly<Record<BadAlias, string>> = {
  empty: '不能为空',
  'too-long': '太长，上限是 20 个字',
  'control-characters': '不能含控制字符',
  misleading: '不能像编号、openid 或「我」「他」，也不能含 # @ ＜ ＞',
}

const MODES = { plain: '明文模式', compat: '兼容模式', safe: '安全模式' } as const

function writeQuota(quota: QuotaLeft | null): string {
  return quota === null ? '未知' : `${quota.left}/${quota.limit}`
}

function writeOffset(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(1)}`
}

const SCENES: Readonly<Record<string, string>> = {
  ADD_SCENE_SEARCH: '搜索',
  ADD_SCENE_ACCOUNT_MIGRATION: '帐号迁移',
  ADD_SCENE_PROFILE_CARD: '名片分享',
  ADD_SCENE_QR_CODE: '扫码',
  ADD_SCENE_PROFILE_LINK: '图文页内名称',
  ADD_SCENE_PROFILE_ITEM: '图文页右上角',
  ADD_SCENE_PAID: '支付后关注',
  ADD_SCENE_WECHAT_ADVERTISEMENT: '广告',
  ADD_SCENE_REPRINT: '他人转载',
  ADD_SCENE_LIVESTREAM: '直播',
  ADD_SCENE_CHANNELS: '视频号',
}

function nameSource(source: { scene: string; code: string } | null): string {
  const scene = source === null ? undefined : SCENES[source.scene]
  if (source === null || scene === undefined) return ''
  return ` · ${scene}${source.code === '' ? '' : `「${safeText(source.code)}」`}`
}

function errandLines(errands: AnswerOf<'status'>['errands'], say: Say): (string | null)[] {
  if (errands === undefined) return []
  const { waiting, held, lost, failure } = errands
  return [
    waiting === 0 ? null : `规则待处理 ${waiting} 人`,
    waiting === 0 || failure === null ? null : `⚠️ 规则暂停，会自动重试：${firstLine(say(failure))}`,
    held === 0 ? null : `⚠️ 服务器存储不可用，${held} 人的规则暂存在内存`,
    lost === 0 ? null : `⚠️ ${lost} 人的规则没有记下，用「规则 补」找回`,
  ]
}
