import request from 'supertest'
import { expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { Pusher } from '../../src/sandbox/pusher.ts'
import { openDoor, SETTINGS } from '../support/door.ts'
import { textXml } from '../support/push.ts'

const indent = (xml: string) =>
  xml
    .replaceAll('<![CDATA[', '\n    <![CDATA[')
    .replaceAll(']]>', ']]>\n  ')
    .replace(/<CreateTime>(\d+)/, '<CreateTime>\n  $1\n  ')

it.each(['plain', 'compat', 'safe'] as const)(
  'reads a push of %s mode that is indented, inside and out',
  async (mode) => {
    const door = openDoor({ ...SETTINGS, mode }, systemClock.now())
    const pusher = new Pusher({ account: SANDBOX_ACCOUNT, mode, timeoutMs: 1_000, clock: systemClock })
    const createdAt = Math.floor(systemClock.now() / 1000)
    const xml = textXml({ from: SANDBOX_ACCOUNT.owner, text: ' 移动 #3 VIP ', msgId: '6054768590064713728', createdAt })
    const { url, body } = pusher.sign(new URL('http://127.0.0.1/wechat'), SANDBOX_ACCOUNT.owner, indent(xml))
    await pusher.close()
    const sent = mode === 'plain' ? String(body) : indent(String(body))
    const response = await request(door.app).post(`/wechat${url.search}`).set('Content-Type', 'text/xml').send(sent)
    expect(response.status).toBe(200)
    expect([door.received, door.ignored]).toEqual([
      [expect.objectContaining({ kind: 'text', from: SANDBOX_ACCOUNT.owner, text: ' 移动 #3 VIP ' })],
      [],
    ])
  },
)
