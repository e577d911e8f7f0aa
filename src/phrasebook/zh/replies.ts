import type { KeptLine } from '../../domain/answer.ts'
import { sayLoss } from '../losses.ts'
import { safeText } from '../safe-text.ts'
import { lines, safeCommand, safeHint, type Phrases } from '../wording.ts'

const TRIGGERS: Readonly<Record<KeptLine['trigger'], string>> = {
  follow: '关注时',
  any: '收到其他消息时',
  keyword: '关键词',
  click: '菜单',
}
const SHOWS: Readonly<Record<KeptLine['shows'], string>> = {
  text: '文字',
  image: '图片',
  voice: '语音',
  video: '视频',
  news: '图文',
}

/** What is kept of the console: replies and menu. */
export const REPLIES = {
  'kept-replies': ({ replies, losses }) =>
    lines(
      replies.length === 0 ? '后台没有自动回复' : `沿用 ${replies.length} 条自动回复`,
      ...replies.map(lineOf),
      ...(losses.length === 0 ? [] : ['⚠️ 与原来不同：', ...losses.map((loss) => safeHint(sayLoss(loss, 'zh')))]),
      replies.length === 0 ? null : '停用一条：自动回复 停 1',
    ),
  'no-kept-replies': ({ on }) =>
    on
      ? lines('⚠️ 还没有读到后台的自动回复', '现在读取：自动回复 重读')
      : lines('⚠️ 没有沿用后台的自动回复', '请运维设置 FENZU_KEPT_REPLIES=on'),
  'no-such-reply': ({ number, last }) => lines(`❌ 没有第 ${number} 条，共 ${last} 条`, '看全部：自动回复'),
  'kept-switched': ({ replies, on }) =>
    lines(`✅ 已${on ? '启用' : '停用'} ${replies.length} 条`, ...replies.slice(0, 10).map(lineOf)),
  'kept-anew': ({ replies, buttons, losses }) =>
    lines(
      `✅ 已重新读取：${replies} 条自动回复，${buttons} 个菜单`,
      ...losses.map((loss) => `⚠️ ${safeHint(sayLoss(loss, 'zh'))}`),
    ),
  'kept-menu': ({ lines: buttons, leftOut }) =>
    lines(
      '沿用的菜单：',
      ...buttons.map((line) => safeCommand(line)),
      ...leftOut.map((name) => `⚠️ 「${safeText(name)}」无法发布`),
      '发布：菜单 恢复',
    ),
  'no-kept-menu': () => lines('⚠️ 没有沿用的菜单', '从后台读取：自动回复 重读'),
  'menu-is-same': () => '✅ 粉丝看到的就是这个菜单，无需恢复',
  'menu-published': () => '✅ 菜单已发布，粉丝重新打开公众号后可见（最多五分钟）',
} satisfies Partial<Phrases>

function lineOf({ number, on, trigger, words, shows, text, more }: KeptLine): string {
  const what = words.length === 0 ? '' : `「${safeText(words.slice(0, 3).join('、'))}${words.length > 3 ? '…' : ''}」`
  const shown = shows === 'text' ? safeText(text) : `[${SHOWS[shows]}]`
  return `${number} ${TRIGGERS[trigger]}${what}：${shown}${more === 0 ? '' : ` 等 ${more + 1} 条`}${on ? '' : '（已停）'}`
}
