import { z } from 'zod'
import { PRIORITY, type Priority } from '../../domain/verdict.ts'
import type { Endpoint, WechatClient } from '../client.ts'
import { known, number } from './shapes.ts'

/** Of the three figures any two give the third. */
export const QUOTA = z
  .object({ daily_limit: known(number), used: known(number), remain: known(number) })
  .transform(({ daily_limit: limit, used, remain }, context) => {
    const quota = {
      daily_limit: limit ?? (used ?? NaN) + (remain ?? NaN),
      used: used ?? (limit ?? NaN) - (remain ?? NaN),
      remain: remain ?? (limit ?? NaN) - (used ?? NaN),
    }
    if (Object.values(quota).some(Number.isNaN)) context.addIssue('fewer than two figures')
    return quota
  })
export type Quota = z.infer<typeof QUOTA>

export const QUOTA_PATH = '/cgi-bin/openapi/quota/get'
const GET: Endpoint<{ quota: Quota }> = {
  method: 'POST',
  path: QUOTA_PATH,
  changes: false,
  repeatable: true,
  answer: z.object({ quota: QUOTA }),
}

export interface QuotaApi {
  /** Today's limit and use of one interface, named by its path without host and query. */
  of(path: string, priority?: Priority): Promise<Quota>
}

export function createQuotaApi(client: WechatClient): QuotaApi {
  return {
    of: async (path, priority = PRIORITY.lookup) =>
      (await client.call(GET, { body: { cgi_path: path } }, priority)).quota,
  }
}
