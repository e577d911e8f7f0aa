import type { Contents } from '../contents.ts'
import { suggest, type Interpretation } from '../interpretation.ts'

/*
 * Wishes about the account itself, not about groups or who is in them: in which language it answers, who may command, what it
 * knows of its followers.
 */

const ENGLISH = /英文|英语|英語|\benglish\b/u
const CHINESE = /中文|汉语|漢語|普通话|简体|\bchinese\b/u
const SPEAKS =
  /用|说|讲|回|换|切|改|设|语言|\b(?:in|speak|use|switch|reply|answer|language)\b|^(?:英文|中文|english|chinese)/u

export function readAccountWish(contents: Contents): Interpretation | undefined {
  return readLanguage(contents) ?? readAppointment(contents) ?? readRefreshing(contents)
}

/** 用英文回复, switch to Chinese. */
function readLanguage({ folded, people, groups }: Contents): Interpretation | undefined {
  const [english, chinese] = [ENGLISH.test(folded), CHINESE.test(folded)]
  if (english === chinese || !SPEAKS.test(folded) || people.length + groups.length > 0) return undefined
  return folded.length > 24 ? undefined : suggest(`语言 ${english ? 'English' : '中文'}`)
}

/** 加个管理员, 让小李当管理员: they are invited with a code; 把小李改成只读 is another role. */
function readAppointment(contents: Contents): Interpretation | undefined {
  const { folded, people, groups } = contents
  const [person, ...others] = people
  if (groups.length > 0 || others.length > 0 || contents.says('ask', 'not', 'how')) return undefined
  const role = /(?:改成|改为|设为|设成|变成|降为|降成)(只读|管理员|所有者)/u.exec(folded)?.[1]
  if (person !== undefined && role === '只读') return suggest(`管理员 角色 ${person} 只读`)
  const appoints = /加|邀请|邀|新增|添|设|当|做|让|任命|\b(?:add|invite|make|new)\b/u.test(folded)
  const dismisses = /取消|移除|去掉|撤|删|踢|remove|revoke/u.test(folded)
  return contents.says('admins') && appoints && !dismisses && contents.leftOver <= 3
    ? suggest('管理员 邀请')
    : undefined
}

/** 刷新一下, 更新粉丝列表. */
function readRefreshing({ folded, people, groups }: Contents): Interpretation | undefined {
  if (people.length + groups.length > 0) return undefined
  return /^(?:帮我|请|麻烦)*(?:刷新|更新|重新(?:读取|拉取|导入)|拉取|refresh|update)(?:一下|下)?(?:粉丝|关注者|用户|名单|列表|数据|the|my|followers|list|\s)*$/u.test(
    folded,
  )
    ? suggest('同步')
    : undefined
}
