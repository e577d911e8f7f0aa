import { fail, ok, type Finding } from '../finding.ts'
import type { PlatformProbe } from '../platform.ts'
import { toAilment } from '../trouble.ts'

/** Whether the platform gives an access_token; the platform keeps it for the questions that follow. */
export async function checkToken(platform: PlatformProbe): Promise<Finding> {
  try {
    await platform.fetchToken()
    return ok('token', '微信发放了凭证', 'WeChat gives one')
  } catch (error) {
    const { errcode, ...ailment } = toAilment(error)
    const number = errcode === null ? '' : ` (${errcode})`
    return fail('token', {
      title: { zh: `拿不到凭证${number}`, en: `WeChat gives none${number}` },
      ...ailment,
    })
  }
}
