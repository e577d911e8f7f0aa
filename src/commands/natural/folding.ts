import { foldLetter } from '../reading/tokens/letters.ts'

/*
 * A natural text letter by letter in simplified characters, half-width and lower case, each letter at its own place, so that
 * what is found in the folded text can be cut out of the text as it was written.
 */

/** Letters of everyday speech beyond those that the names of commands have. */
const TRADITIONAL =
  '裡裏還額數關華東長張陳劉黃趙楊馬問題嗎麼這個們來過會對開後時間從點錯難樣讓叫聽說話讀記錄導變標籤貼據應該實現啟總資訊號碼單選擇確認環節媒體與於為無條線內區業務專戶團隊員級別類種歡迎謝師顯權狀態組運麗偉強軍鳳龍國學書飛吳鄭孫蔣許鄧馮鄒蘇葉羅韓賀賴譚潔瓊靜鈴瑩嬌艷蘭輝鵬慶義興聰傑麥鐘誰鬧見邊幾發給嗎'
const SIMPLIFIED =
  '里里还额数关华东长张陈刘黄赵杨马问题吗么这个们来过会对开后时间从点错难样让叫听说话读记录导变标签贴据应该实现启总资讯号码单选择确认环节媒体与于为无条线内区业务专户团队员级别类种欢迎谢师显权状态组运丽伟强军凤龙国学书飞吴郑孙蒋许邓冯邹苏叶罗韩贺赖谭洁琼静铃莹娇艳兰辉鹏庆义兴聪杰麦钟谁闹见边几发给吗'
const SIMPLIFIED_OF: ReadonlyMap<string, string> = new Map(
  Array.from(TRADITIONAL, (letter, at) => [letter, Array.from(SIMPLIFIED)[at] ?? letter]),
)

/** The folded text, as many UTF-16 units long as the text. */
export function foldNatural(text: string): string {
  let folded = ''
  for (const letter of text) {
    const plain = foldLetter(letter)
    const simple = SIMPLIFIED_OF.get(plain) ?? plain
    folded += simple.length === letter.length ? simple : letter
  }
  return folded
}

/** Pictures, faces in brackets, WeChat's emoticons in letters, and joiners that stand alone: they say nothing. */
const ORNAMENT =
  /^(?:\p{Extended_Pictographic}(?:[\u{1f3fb}-\u{1f3ff}\ufe0f]|\u200d\p{Extended_Pictographic})*|\[[\p{Script=Han}A-Za-z]{1,6}\]|\/:[^\s\p{Script=Han}]{1,8}|[\u200b-\u200f\ufe0f])/u

/** How many UTF-16 units of ornament stand at this place. */
export function ornamentAt(text: string, at: number): number {
  return ORNAMENT.exec(text.slice(at, at + 24))?.[0].length ?? 0
}
