/*
 * WeChat's emoticons in text form, as a phone sends them in place of a picture: `[玫瑰]` from today's keyboards, `/:rose` and
 * `/::)` from old ones. Source: the emoticon panel of WeChat 8 and the QQ codes that it takes over.
 */

const NAMES =
  '微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 惊讶 难过 囧 抓狂 吐 偷笑 愉快 白眼 傲慢 困 惊恐 憨笑 悠闲 咒骂 疑问 嘘 晕 衰 骷髅 敲打 ' +
  '再见 擦汗 抠鼻 鼓掌 坏笑 右哼哼 鄙视 委屈 快哭了 阴险 亲亲 可怜 笑脸 生病 脸红 破涕为笑 恐惧 失望 无语 嘿哈 捂脸 奸笑 机智 皱眉 耶 吃瓜 加油 汗 天啊 Emm ' +
  '社会社会 旺柴 好的 打脸 哇 翻白眼 666 让我看看 叹气 苦涩 裂开 嘴唇 爱心 心碎 拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 OK 合十 啤酒 咖啡 蛋糕 玫瑰 凋谢 菜刀 ' +
  '炸弹 便便 月亮 太阳 庆祝 礼物 红包 發 福 烟花 爆竹 猪头 跳跳 发抖 转圈 Smile Rose Salute ThumbsUp Facepalm Shake Heart Hug Worship'

const TEXT = `\\[(?:${NAMES.replaceAll(' ', '|')})\\]|/:[a-z]{2,10}|/:[:,&<>@!|#$8?'*()~+-][\\w:,&<>@!|#$?'*()~+-]{0,4}`
/** An emoji with all that is joined to it; what is a letter's shape as often as a picture (★) is none. */
const PICTURE =
  '(?:\\p{RI}\\p{RI}|(?:\\p{Emoji_Presentation}|\\p{Extended_Pictographic}\\ufe0f|[☺☹♥❤✌])(?:\\p{Emoji_Modifier}|\\ufe0f|\\u200d\\p{Extended_Pictographic})*)'
const ONE = `(?:${PICTURE}|${TEXT})`
const RUN = `${ONE}(?: ?${ONE})*`

const AT_END = new RegExp(`(?:\\s*(?:${TEXT}))+$`, 'u')
const PICTURES_AT_END = new RegExp(`(?:\\s*${ONE})+$`, 'u')
const APART = new RegExp(`(^|[\\s,，、;；。.!！])(${RUN})(?=$|[\\s,，、;；。.!！])`, 'gu')
const APART_AT_ENDS = new RegExp(`^(?:${RUN})\\s+|\\s+(${RUN})$`, 'gu')
const QUOTED = /(["“„「『'‘][^"”」』'’]*["”」』'’])/u

/** The text without emoticons in letters at its end: they never change what a command means. */
export function withoutEmoticons(text: string): string {
  const end = AT_END.exec(text)?.index
  return end === undefined || end === 0 ? text : text.slice(0, end)
}

/** The text without emoji at its end, glued to it or not: they may belong to a name. */
export function withoutPicturesAtEnd(text: string): string {
  const bare = text.trimEnd()
  const end = PICTURES_AT_END.exec(bare)?.index
  return end === undefined || end === 0 ? text : bare.slice(0, end)
}

/**
 * The text without emoji that stand apart from its words: between them too, or (`ends`) only before and behind them. What
 * stands in quotes stays, and so does what `isName` says belongs to somebody's name.
 */
export function withoutPictures(text: string, ends: boolean, isName: (words: string) => boolean): string {
  const strip = (part: string): string =>
    part.replaceAll(APART, (whole, before: string, run: string, at: number) => {
      const last = /\S+$/u.exec(part.slice(0, at + before.length).trimEnd())?.[0]
      return isName(run) || (last !== undefined && isName(`${last} ${run}`)) ? whole : before
    })
  if (ends) {
    return text.trim().replaceAll(APART_AT_ENDS, (whole, run: string | undefined, at: number, all: string) => {
      const last = /\S+$/u.exec(all.slice(0, at))?.[0]
      return isName(whole.trim()) || (run !== undefined && last !== undefined && isName(`${last} ${run}`)) ? whole : ''
    })
  }
  return text
    .split(QUOTED)
    .map((part, at) => (at % 2 === 1 ? part : strip(part)))
    .join('')
}
