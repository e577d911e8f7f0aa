import type { Language } from '../domain/answer.ts'
import type { Loss, LossReason } from '../domain/replies/kept.ts'

type Sentence = (detail: string) => string

const ZH: Readonly<Record<LossReason, Sentence>> = {
  'unknown-kind': (detail) => `类型「${detail}」微信没有说明，无法沿用`,
  'no-keywords': () => '微信没有给出关键词，不会触发',
  'three-days': (detail) => `账号没有素材权限（${detail}），素材只能用三天`,
  'not-yet': (detail) => `素材还没能永久保存（${detail}），会自动重试，三天内可用`,
  'media-gone': (detail) => `素材已取不到（${detail}）`,
  'video-as-link': () => '视频改为链接',
  cut: () => '文字超过 2047 字节，已截短',
  'first-only': () => '账号不能发客服消息，多条回复只发第一条',
  'foreign-key': (detail) => `按钮「${detail}」由别的程序回复，fenzu 不知道内容`,
  'menu-by-hand': () => '账号没有菜单权限：启用服务器配置后，到后台「自定义菜单」里手动启用',
}

const EN: Readonly<Record<LossReason, Sentence>> = {
  'unknown-kind': (detail) => `WeChat describes no kind "${detail}": not kept`,
  'no-keywords': () => 'WeChat named no keyword: it answers nothing',
  'three-days': (detail) => `the account may not keep media (${detail}): shown for three days`,
  'not-yet': (detail) => `media not kept for good yet (${detail}): tried again, shown for three days`,
  'media-gone': (detail) => `media can't be fetched any more (${detail})`,
  'video-as-link': () => 'a video became a link',
  cut: () => 'a text over 2047 bytes was cut',
  'first-only': () => 'the account may not send customer-service messages: only the first of several is sent',
  'foreign-key': (detail) => `another program answered the button "${detail}": fenzu does not know with what`,
  'menu-by-hand': () =>
    'the account may not write menus: once the callback is on, enable the menu by hand in the console',
}

/** What `follow` and `any` are called; the others have names of their own. */
const PLACES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: { follow: '关注回复', any: '收到消息回复' },
  en: { follow: 'reply to a follow', any: 'reply to any message' },
}

/** One line on something that is not kept as it was. */
export function sayLoss({ where, reason, detail }: Loss, language: Language): string {
  const sentence = (language === 'zh' ? ZH : EN)[reason](detail)
  if (where === '') return sentence
  const place = PLACES[language][where] ?? where
  return language === 'zh' ? `${place}：${sentence}` : `${place}: ${sentence}`
}
