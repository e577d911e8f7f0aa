import type { Hint } from '../../../domain/errors.ts'
import type { KeptCopy } from '../../../domain/replies/kept.ts'
import { sayLoss } from '../../../phrasebook/losses.ts'
import { copyDry } from '../../../replies/copying.ts'
import { readConsole } from '../../../replies/reading.ts'
import { createConsoleApi } from '../../../wechat/api/console.ts'
import { createMenuApi } from '../../../wechat/api/menu.ts'
import { leftOut, ok, warn, type Finding } from '../../finding.ts'
import type { PlatformProbe } from '../../platform.ts'
import type { CheckContext } from '../../context.ts'
import { attempt, toAilment } from '../../trouble.ts'

/** So many losses are named; fenzu keep --dry-run has them all. */
const NAMED = 6

/**
 * What of the console goes on once the callback is enabled, and what does not, and why. `kept` is what the store holds; before
 * the first start, or where it can't be read, the platform is asked what would be kept. `platform` is null when it gives no
 * token.
 */
export async function checkReplies(
  { config, clock }: CheckContext,
  kept: KeptCopy | null,
  platform: PlatformProbe | null,
): Promise<Finding> {
  if (!config.keptReplies)
    return config.relay === undefined
      ? leftOut('replies', 'FENZU_KEPT_REPLIES 是 off', 'FENZU_KEPT_REPLIES is off')
      : leftOut('replies', '消息转给 RELAY_URL', 'pushes go to RELAY_URL')
  if (kept !== null) return told(kept, { zh: '沿用', en: 'kept: ' })
  if (platform === null)
    return leftOut('replies', '还没有沿用的内容，也问不到微信', 'nothing is kept yet, and WeChat can not be asked')
  const console = { console: createConsoleApi(platform), menus: createMenuApi(platform) }
  const copy = await attempt(readConsole(console, clock).then((read) => copyDry(read, undefined)))
  return 'error' in copy ? unread(copy.error) : told(copy, { zh: '首次启动时会沿用', en: 'the first start will keep ' })
}

function told({ replies, menu, losses }: KeptCopy, will: Hint): Finding {
  const buttons = menu?.buttons.length ?? 0
  const what: Hint = {
    zh: `${will.zh} ${replies.length} 条自动回复${buttons === 0 ? '' : `、${buttons} 个菜单`}`,
    en: `${will.en}${replies.length} replies${buttons === 0 ? '' : ` and a menu of ${buttons} buttons`}`,
  }
  if (losses.length === 0) return ok('replies', what.zh, what.en)
  const more = losses.length - NAMED
  const named = losses.slice(0, NAMED)
  return warn('replies', {
    title: { zh: `${what.zh}，${losses.length} 处与后台不同`, en: `${what.en}, ${losses.length} not as it was` },
    cause: {
      zh: `${named.map((loss) => sayLoss(loss, 'zh')).join('；')}${more > 0 ? `；另有 ${more} 处` : ''}`,
      en: `${named.map((loss) => sayLoss(loss, 'en')).join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    },
    next: {
      zh: '能改的先在后台改好，再发「自动回复 重读」或运行 fenzu keep；其余的粉丝会看到不同，启用回调前要心里有数。',
      en: 'Put right in the console what can be, then run fenzu keep or text 自动回复 重读; of the rest followers will see the difference once the callback is enabled.',
    },
  })
}

function unread(error: unknown): Finding {
  const { errcode, ...ailment } = toAilment(error)
  const number = errcode === null ? '' : ` (${errcode})`
  return warn('replies', {
    title: { zh: `读不到后台的自动回复${number}`, en: `what the console answers can not be read${number}` },
    ...ailment,
  })
}
