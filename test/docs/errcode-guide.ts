import { toAilment } from '../../src/doctor/trouble.ts'
import { errmsgOf } from '../../src/sandbox/errmsgs.ts'
import { ERRCODES, type ErrcodeKind } from '../../src/wechat/errcodes.ts'
import { AnsweredNoError } from '../../src/wechat/errors.ts'
import { toTable } from './command-table.ts'

/** The order in which an operator looks, and what fenzu does about each kind. */
const KINDS: Readonly<Record<ErrcodeKind, readonly [title: string, what: string]>> = {
  settings: [
    '要改设置的',
    '重试没有用：只有改了后台或 `.env` 才会好。不自动重试；同一原因连续三次后这个接口停半分钟。先运行 `npm run fenzu -- doctor --lang zh`。',
  ],
  token: ['凭证失效的', 'fenzu 自动换新凭证并重发，管理员通常感觉不到。换过之后仍被拒绝，才会看到下面的话。'],
  'day-quota': ['当天额度用完的', '这个接口停到 00:00（北京时间），每小时试一次；其他接口不受影响。'],
  'minute-quota': ['太快的', '所有调用等到下一分钟，然后自动继续。'],
  busy: ['微信繁忙的', '稍等再试，最多四次；可以安全重复的才重试。'],
  'admin-input': ['命令里写错了的', '管理员马上收到原因；不重试。'],
  'give-up': ['眼下谁也没办法的', '管理员收到原因；不重试。'],
  defect: ['请求写错了的', '这是 fenzu 的问题：请带上日志里的那一行报告。'],
}

const INTRO = [
  '# 微信错误码',
  '由 `npm run docs` 从 `src/wechat/errcodes.ts` 生成。管理员在聊天里、运维在日志（`outcome`、`errcode`）和 `/metrics`（`outcome` 标签）里看到的就是这些数字。',
  '每个错误都带一个 `rid`：它出现在回复和日志里，向微信提工单时带上它，微信能找到同一次调用。表里没有的错误码，fenzu 不重试，原样告诉管理员数字和 rid。',
  'HTTP 404 与 40066 同样处理；502 之类的网关错误、超时、断开、读不懂的应答与「微信繁忙」同样处理，日志里写作 `wechat.http-no`、`wechat.too-slow`、`wechat.no-answer`、`wechat.unreadable-answer`。',
]

/** Kinds that somebody can do something about outside of the chat. */
const OPERATORS: ReadonlySet<string> = new Set<ErrcodeKind>(['settings', 'day-quota', 'give-up'])

/** What each errcode means and what is done about it, in Chinese, for operators. */
export function toErrcodeGuide(): string {
  const sections = Object.entries(KINDS).map(([kind, [title, what]]) => {
    const codes = [...ERRCODES].filter(([, meaning]) => meaning.kind === kind).map(([errcode]) => errcode)
    const head = ['错误码', '微信的话（errmsg）', '管理员看到']
    const rows = codes.sort((a, b) => a - b).map((errcode) => meaningOf(errcode))
    const table = OPERATORS.has(kind)
      ? toTable(
          [...head, '运维要做'],
          rows.map((row, at) => [...row, remedyOf(codes[at] ?? 0)]),
        )
      : toTable(head, rows)
    return `## ${title}\n\n${what}\n\n${table}`
  })
  return `${[...INTRO, ...sections].join('\n\n')}\n`
}

function meaningOf(errcode: number): string[] {
  return [`\`${errcode}\``, errmsgOf(errcode), ERRCODES.get(errcode)?.hint.zh ?? '']
}

/** What the doctor would say, where it has something to say. */
function remedyOf(errcode: number): string {
  const { next, console } = toAilment(new AnsweredNoError('/cgi-bin/', errcode, errmsgOf(errcode)))
  if (next.zh === ERRCODES.get(errcode)?.hint.zh) return '–'
  return console === null ? next.zh : `${next.zh}（${console}）`
}
