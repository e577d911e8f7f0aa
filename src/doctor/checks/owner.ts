import { z } from 'zod'
import { shortOpenid } from '../../domain/follower.ts'
import { count, known } from '../../wechat/api/shapes.ts'
import { UNKNOWN_OPENID_ERRCODES } from '../../wechat/errcodes.ts'
import * as CONSOLE from '../consoles.ts'
import { fail, ok, warn, type Finding } from '../finding.ts'
import type { PlatformProbe } from '../platform.ts'
import type { CheckContext } from '../context.ts'
import { attempt, toAilment } from '../trouble.ts'

/** So many of FENZU_ADMINS are looked up; a typo is likelier than more owners. */
const LOOKED_UP = 10

const FOLLOWER = z.object({ subscribe: known(count) })

/**
 * Whether somebody may command. `claimed` is how many owners the store knows, null if it can't be read; `platform` is null
 * when it gives no token.
 */
export async function checkOwner(
  { config }: CheckContext,
  claimed: number | null,
  platform: PlatformProbe | null,
): Promise<Finding> {
  const named = config.admins
  if (named.length === 0 && claimed === 0) return nobody()
  if (named.length === 0 && claimed === null)
    return warn('owner', {
      title: { zh: '不知道有没有所有者', en: 'whether there is an owner is not known' },
      cause: { zh: '存储文件读不了', en: 'the store can not be read' },
      next: { zh: '先解决存储的问题。', en: 'Fix the store first.' },
    })
  const looked =
    platform === null ? [] : await Promise.all(named.slice(0, LOOKED_UP).map((one) => lookUp(platform, one)))
  const strangers = looked.filter(({ state }) => state === 'stranger').map(({ openid }) => shortOpenid(openid))
  const gone = looked.filter(({ state }) => state === 'gone').map(({ openid }) => shortOpenid(openid))
  if (strangers.length > 0) return notHere(strangers)
  if (gone.length > 0) return notFollowing(gone)
  const count = new Set(named).size + (claimed ?? 0)
  return ok('owner', `${count} 位`, count === 1 ? 'there is one' : `there are ${count}`)
}

async function lookUp(platform: PlatformProbe, openid: string) {
  const looked = await attempt(platform.get(FOLLOWER, '/cgi-bin/user/info', { openid, lang: 'zh_CN' }))
  if (!('error' in looked)) return { openid, state: looked.subscribe === 0 ? 'gone' : 'follows' }
  const { errcode } = toAilment(looked.error)
  return { openid, state: errcode !== null && UNKNOWN_OPENID_ERRCODES.has(errcode) ? 'stranger' : 'unknown' }
}

function nobody(): Finding {
  return warn('owner', {
    title: { zh: '还没有所有者', en: 'nobody owns this account yet' },
    cause: { zh: '没有人可以发命令', en: 'there is nobody who may command' },
    next: {
      zh: '启动 fenzu，十分钟内用自己的手机向公众号发送它打印的「认领 …」；或设置 FENZU_ADMINS。',
      en: 'Start fenzu and text the 认领 line that it prints to the account from your own phone within ten minutes, or set FENZU_ADMINS.',
    },
  })
}

function notHere(openids: readonly string[]): Finding {
  return fail('owner', {
    title: { zh: 'FENZU_ADMINS 里有不属于本号的 openid', en: 'FENZU_ADMINS has an openid that is not of this account' },
    cause: { zh: `微信不认识 ${openids.join('、')}`, en: `WeChat does not know ${openids.join(', ')}` },
    next: {
      zh: '同一个人在每个公众号的 openid 都不同：核对这一个，或去掉它改用「认领」。',
      en: 'A person has another openid with each account: compare it, or leave it out and claim the account by text.',
    },
    console: CONSOLE.FOLLOWERS,
  })
}

function notFollowing(openids: readonly string[]): Finding {
  return warn('owner', {
    title: { zh: '所有者没有关注本号', en: 'an owner does not follow the account' },
    cause: { zh: `${openids.join('、')} 没有关注，发不了命令`, en: `${openids.join(', ')} can not text a command` },
    next: {
      zh: '请其重新关注，或从 FENZU_ADMINS 去掉。',
      en: 'Let them follow again, or take them out of FENZU_ADMINS.',
    },
    console: CONSOLE.FOLLOWERS,
  })
}
