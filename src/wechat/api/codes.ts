import { z } from 'zod'
import type { Endpoint, WechatClient } from '../client.ts'
import { known } from './shapes.ts'

/**
 * QR codes with a scene (developers.weixin.qq.com, qrcode/create): whoever scans one is told to the account by that scene. For
 * verified service accounts and test accounts only (else 48001).
 */

/** A code of a text scene that is made twice is two codes with the same meaning. */
const CREATE: Endpoint<{ ticket: string; url?: string | undefined }> = {
  method: 'POST',
  path: '/cgi-bin/qrcode/create',
  changes: true,
  repeatable: true,
  // The picture is found by the ticket; without the rest there is a code all the same, and another one would be one too many.
  answer: z.object({ ticket: z.string().min(1), url: known(z.string().min(1)) }),
}
/** Serves the picture to everybody who has the ticket. */
const PICTURE = 'https://mp.weixin.qq.com/cgi-bin/showqrcode'
const DAY_S = 86_400

export interface QrCode {
  /** Where its picture is. */
  readonly picture: string
  /** What stands in the code; null where the platform does not tell. */
  readonly link: string | null
}

export interface CodesApi {
  /** `days` null makes a permanent one, of which an account can have 100,000. */
  create(scene: string, days: number | null): Promise<QrCode>
}

export function createCodesApi(client: WechatClient): CodesApi {
  return {
    async create(scene, days) {
      const action_info = { scene: { scene_str: scene } }
      const body =
        days === null
          ? { action_name: 'QR_LIMIT_STR_SCENE', action_info }
          : { expire_seconds: days * DAY_S, action_name: 'QR_STR_SCENE', action_info }
      const { ticket, url } = await client.call(CREATE, { body })
      return { picture: `${PICTURE}?ticket=${encodeURIComponent(ticket)}`, link: url ?? null }
    },
  }
}
