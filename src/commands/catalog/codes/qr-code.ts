import { z } from 'zod'
import type { Prepared } from '../../command.ts'
import { defineChange } from '../../define.ts'
import { sceneAndDays } from '../../reading/arguments/codes/scene.ts'

/** The platform's limits (qrcode/create): a text scene has 1 to 64 characters, a temporary code lives for 30 days. */
const MOST_CHARACTERS = 64
const MOST_DAYS = 30
/** It concerns no follower, and nothing that a name means. */
const NOBODY = { kind: 'shared', openids: [] } as const

/** 二维码: makes a code by which the account learns who came through it. */
export const qrCode = defineChange({
  spec: {
    name: '二维码',
    english: 'qr',
    names: ['二维码', '生成二维码', 'qr', 'qrcode'],
    reader: sceneAndDays,
    role: 'admin',
    summary: { zh: '生成带标识的二维码，可写有效天数', en: 'makes a QR code that tells who came by it' },
    examples: ['二维码 poster1', '二维码 poster1 7', 'qr poster1', 'qr poster1 7'],
  },
  args: z.object({ scene: z.string(), days: z.number().optional() }),
  needs: ['account'],
  final: 'qr-code',

  prepare(args) {
    const { scene, days = 1 } = args
    const { length } = Array.from(scene)
    if (length === 0 || length > MOST_CHARACTERS) return refused('scene', '二维码 poster1')
    if (days < 1 || days > MOST_DAYS) return refused('days', '二维码 poster1 7')
    return { kind: 'change', args, asked: { command: '二维码', target: scene, openid: null }, scope: NOBODY }
  },

  scope: () => NOBODY,

  async run({ scene, days = null }, _task, { account }) {
    const made = await account.qrCode(scene, days)
    if (made === undefined) return { outcome: 'refused', answer: { kind: 'qr-code-not-allowed' } }
    return { outcome: 'done', answer: { kind: 'qr-code', scene, days, picture: made.picture, link: made.link } }
  },
})

function refused(reason: 'scene' | 'days', example: string): Prepared {
  return { kind: 'answer', answer: { kind: 'bad-qr-code', reason, example } }
}
