import { HELD_UP_MS } from '../../observe/loop-delay.ts'
import { writeSeconds } from '../../phrasebook/seconds.ts'
import { leftOut, ok, warn, type Finding } from '../finding.ts'
import type { CheckContext } from '../context.ts'

/** Whether the running bot stood still lately: nobody is answered meanwhile. */
export function checkLoop({ bot }: Pick<CheckContext, 'bot'>): Finding {
  if (bot === null) return leftOut('loop', '没有 fenzu 在运行', 'no fenzu runs here')
  const ms = bot.loopDelayMs
  if (ms === undefined)
    return leftOut(
      'loop',
      '运行中的 fenzu 不告诉这台机器：设置 FENZU_METRICS_TOKEN',
      'the running fenzu does not tell: set FENZU_METRICS_TOKEN',
    )
  if (ms < HELD_UP_MS)
    return ok('loop', `五分钟内最久停顿 ${ms} ms`, `it stood still for ${ms} ms at most within five minutes`)
  const seconds = writeSeconds(ms)
  return warn('loop', {
    title: { zh: `五分钟内停顿过 ${seconds} 秒`, en: `it stood still for ${seconds} s within five minutes` },
    cause: {
      zh: '这台机器的处理器或磁盘太慢，或 fenzu 一次做得太多；其间谁都得不到回复，微信只等 5 秒',
      en: "this machine's processor or disk is too slow, or fenzu did too much at once; nobody is answered meanwhile, and WeChat waits 5 s",
    },
    next: {
      zh: '看 fenzu_event_loop_delay_seconds 何时升高，以及当时还有什么程序在运行；fenzu 独自也会这样时，请反馈。',
      en: 'See when fenzu_event_loop_delay_seconds rises and what else runs then; if fenzu does so all alone, report it.',
    },
  })
}
