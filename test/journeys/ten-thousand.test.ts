import { afterEach, expect, it } from 'vitest'
import { deliver } from '../support/push.ts'
import { OWNER, Stage, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

const PEOPLE = 10_000
/** As many as one push of 64 KB holds with room to spare. */
const IN_ONE_TEXT = 2_000

let stage: Stage
let msgId = 0

afterEach(async () => {
  await stage.close()
})

async function say(text: string): Promise<string> {
  msgId += 1
  const createdAt = Math.floor(Date.now() / 1000)
  return (await deliver(stage.fenzu.url, { from: OWNER, text, msgId: String(msgId), createdAt })).text
}

async function waiting(): Promise<number> {
  return ((await (await send(`${stage.fenzu.url}/readyz`)).json()) as { waiting: number }).waiting
}

it('ten thousand people move to one group in two hundred moving calls', { timeout: 120_000 }, async () => {
  stage = await Stage.open({ WECHAT_MODE: 'plain' })
  await stage.reset({ followers: PEOPLE + 1, quota: 'off' })
  const openids = (await stage.world()).followers.map(({ openid }) => openid).filter((openid) => openid !== OWNER)
  expect(openids).toHaveLength(PEOPLE)
  const since = (await stage.calls()).at(-1)?.seq ?? 0
  for (let from = 0; from < PEOPLE; from += IN_ONE_TEXT) {
    const question = await say(`批量移动 106\n${openids.slice(from, from + IN_ONE_TEXT).join('\n')}`)
    const digits = /确认 (\d{4})/.exec(question)?.[1] ?? ''
    expect(question).toContain(`共 ${IN_ONE_TEXT} 人`)
    expect(await say(`确认 ${digits}`)).toMatch(/^(?:✅|⏳ 已受理)/u)
  }
  await until(async () => (await waiting()) === 0, 'the end of all', 100_000)
  const calls = await stage.calls(undefined, since)
  expect(calls.filter(({ path }) => path.startsWith('/cgi-bin/groups/members/')).length).toBeLessThanOrEqual(200)
  const { groups } = await stage.world()
  expect(groups.find(({ id }) => id === 106)?.count).toBe(PEOPLE)
})
