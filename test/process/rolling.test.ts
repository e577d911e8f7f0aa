import { afterEach, describe, expect, it } from 'vitest'
import { signedQuery, textXml } from '../support/push.ts'
import { freePort, killAll, run } from '../support/process.ts'
import { until } from '../support/stage.ts'
import { untilReady } from '../support/until-answers.ts'
import { send } from '../support/send.ts'

afterEach(killAll)

const ENV = {
  WECHAT_APPID: 'wx5a4db0c0ffee0001',
  WECHAT_APPSECRET: '5a4db0c0ffee00015a4db0c0ffee0001',
  WECHAT_TOKEN: 'sandbox',
  WECHAT_MODE: 'plain',
  FENZU_ADMINS: 'oAdmin_Sandbox_0000000000001',
}

describe('a restart under load', () => {
  it('loses no push: each is answered by the old process, or refused whole and answered by the new one (F24)', async () => {
    const [port, sandboxPort] = [await freePort(), await freePort()]
    run(['sandbox'], { SANDBOX_PORT: String(sandboxPort) })
    const env = { ...ENV, PORT: String(port), WECHAT_API_BASE: `http://127.0.0.1:${sandboxPort}` }
    const url = `http://127.0.0.1:${port}`
    const ready = () => untilReady(port)
    const first = run(['start'], env)
    await ready()

    const load = { over: false }
    let [answered, delivered] = [0, 0]
    const odd: string[] = []
    const follow = async (lane: number): Promise<void> => {
      for (let at = 0; !load.over; at += 1) {
        delivered += 1
        const taken = await deliverUntilTaken(url, `${lane}${String(at).padStart(6, '0')}`, odd)
        answered += taken
      }
    }
    const lanes = Array.from({ length: 8 }, (_, lane) => follow(lane + 1))
    await until(() => Promise.resolve(answered > 200), 'some load')
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    run(['start'], env, first.folder)
    await ready()
    const before = answered
    await until(() => Promise.resolve(answered > before + 200), 'load on the new process')
    load.over = true
    await Promise.all(lanes)
    expect(odd).toEqual([])
    expect(answered).toBe(delivered)
  })
})

/** As the platform does: a delivery that finds nobody is made again a little later. Returns 1 when it was answered. */
async function deliverUntilTaken(url: string, msgId: string, odd: string[]): Promise<number> {
  const createdAt = Math.floor(Date.now() / 1000)
  const body = textXml({ from: 'oFollower_who_only_says_hi_1', text: '在吗', msgId, createdAt })
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await send(`${url}/wechat?${signedQuery(createdAt)}`, { method: 'POST', body }).catch(
      () => undefined,
    )
    if (response !== undefined) {
      const text = await response.text()
      if (response.status !== 200 || text !== 'success') odd.push(`${response.status} ${text}`)
      return 1
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return 0
}
