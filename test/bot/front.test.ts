import { describe, expect, it } from 'vitest'
import { Answers } from '../../src/bot/fleet/answers.ts'
import { Front } from '../../src/bot/fleet/front.ts'
import { KnownAdmins } from '../../src/bot/fleet/known-admins.ts'
import { Pulse } from '../../src/bot/fleet/pulse.ts'
import type { Push } from '../../src/protocol/message.ts'
import type { Inbox } from '../../src/store/fleet.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'

const ADMIN = 'oAdmin_Sandbox_0000000000001'
const DEADLINE_MS = 4_500

/** A front while nobody executes: whatever is put in stays unanswered. */
function open() {
  const clock = new ManualClock()
  const state = { deliveries: 0 }
  const inbox: Inbox = {
    put: () => Promise.resolve({ kind: 'put', deliveries: (state.deliveries += 1) }),
    answers: () => Promise.resolve([]),
    leave: () => Promise.resolve(),
    departures: () => Promise.resolve([]),
    follow: () => Promise.resolve(),
    report: () => Promise.resolve(),
  }
  const front = new Front({
    clock,
    admins: new KnownAdmins({ admins: {}, invitations: {} } as never, [ADMIN], clock),
    inbox,
    answers: new Answers(inbox, new Pulse(clock, 250), clock),
    commands: new Map(),
    everybody: () => ({ kind: 'success' }),
    replyDeadlineMs: DEADLINE_MS,
    leavers: { left: () => Promise.resolve(true), judge: () => 'follows' },
    noted: () => undefined,
    events: { repeated: () => undefined, interim: () => undefined, unreported: () => undefined },
  })
  const writtenAt = Math.floor(clock.now() / 1000)
  const push: Push = { kind: 'text', from: ADMIN, to: 'gh', createdAt: writtenAt, text: '分组', msgId: '7' }
  const deliver = async () => {
    const receivedAt = clock.elapsed()
    const reply = await turnUntil(clock, Promise.resolve(front.receive(push, { receivedAt, xml: '' })), 100)
    return reply.kind === 'text' ? reply.text : reply.kind
  }
  return { clock, deliver }
}

describe("an admin's text while nobody executes", () => {
  it('is left unanswered twice, so that it is delivered again, and told the truth at the third delivery', async () => {
    const { deliver } = open()
    expect([await deliver(), await deliver()]).toEqual(['unanswered', 'unanswered'])
    expect(await deliver()).toContain('还不知道是否受理')
  })

  it('is told the truth at the third delivery also where a process died with an earlier one', async () => {
    const { clock, deliver } = open()
    await clock.advance(5_000)
    expect(await deliver()).toBe('unanswered')
    expect(await deliver()).toContain('还不知道是否受理')
  })
})
