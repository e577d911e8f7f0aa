import { z } from 'zod'
import { PRIORITY, type Priority } from '../../domain/verdict.ts'
import type { Endpoint, WechatClient } from '../client.ts'

const QUOTA = z.object({ daily_limit: z.number(), used: z.number(), remain: z.number() })
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
