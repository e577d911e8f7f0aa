import { NO_CALLBACK_ERRCODE } from '../../wechat/errcodes.ts'
import { z } from 'zod'
import * as CONSOLE from '../consoles.ts'
import { fail, ok, warn, type Finding } from '../finding.ts'
import type { PlatformProbe } from '../platform.ts'
import { attempt, toAilment } from '../trouble.ts'

/** The platform looks up and pings before it answers. */
const TIMEOUT_MS = 10_000

const CHECKED = z.object({
  dns: z.array(z.object({ ip: z.string() })).default([]),
  ping: z.array(z.object({ ip: z.string(), package_loss: z.string().optional() })).default([]),
})

/** The platform's own look at the callback that is entered in its console (callback/check, 网络检测). */
export async function checkCallback(platform: PlatformProbe): Promise<Finding> {
  const asked = { action: 'all', check_operator: 'DEFAULT' }
  const checked = await attempt(platform.post(CHECKED, '/cgi-bin/callback/check', asked, TIMEOUT_MS))
  if ('error' in checked) {
    const { errcode, ...ailment } = toAilment(checked.error)
    if (errcode === NO_CALLBACK_ERRCODE)
      return fail('callback-check', {
        title: { zh: '后台没有可用的回调地址（40201）', en: 'the console has no usable callback (40201)' },
        ...ailment,
      })
    const number = errcode === null ? '' : ` (${errcode})`
    return warn('callback-check', {
      title: { zh: `微信没有检测${number}`, en: `WeChat did not look${number}` },
      ...ailment,
    })
  }
  const ips = [...new Set(checked.dns.map(({ ip }) => ip))].join(', ')
  const lost = checked.ping.filter(({ package_loss: loss }) => Number.parseFloat(loss ?? '0') > 0)
  if (checked.dns.length === 0 || lost.length > 0)
    return warn('callback-check', {
      title: { zh: '微信到回调地址的网络不好', en: "WeChat's way to the callback is poor" },
      cause:
        checked.dns.length === 0
          ? { zh: '微信解析不到回调的域名', en: "WeChat can not resolve the callback's name" }
          : toLoss(lost),
      next: {
        zh: '检查域名解析、防火墙与运营商线路；有的服务器只是不回应 ping。',
        en: 'Look at the DNS records, the firewall and the line; some servers merely do not answer pings.',
      },
      console: CONSOLE.CALLBACK,
    })
  return ok('callback-check', `微信到得了回调地址（${ips}）`, `WeChat finds its way to the callback (${ips})`)
}

function toLoss(lost: z.infer<typeof CHECKED>['ping']) {
  const figures = lost.map(({ ip, package_loss: loss }) => `${ip} ${loss ?? ''}`).join(', ')
  return { zh: `丢包：${figures}`, en: `packets are lost: ${figures}` }
}
