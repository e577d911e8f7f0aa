import { z } from 'zod'
import type { Endpoint, WechatClient } from '../client.ts'
import type { DownloadedFile, Upload } from '../upload.ts'

export type MaterialKind = 'image' | 'voice' | 'video'

const FILE = z.custom<DownloadedFile>((value) => typeof value === 'object' && value !== null && 'bytes' in value)
const FETCH: Endpoint<{ file: DownloadedFile } | { video_url: string }> = {
  method: 'GET',
  path: '/cgi-bin/media/get',
  changes: false,
  repeatable: true,
  answersFile: true,
  answer: z.union([z.object({ file: FILE }), z.object({ video_url: z.string() })]),
}
/** Not repeatable: there would be two of it, and the account holds 100,000 pictures and 1,000 others at most. */
const KEEP: Endpoint<{ media_id: string }> = {
  method: 'POST',
  path: '/cgi-bin/material/add_material',
  changes: true,
  repeatable: false,
  answer: z.object({ media_id: z.string().min(1) }),
}

export interface MaterialApi {
  /** The bytes behind a temporary id (40007 when it has expired); of a video the address. */
  fetch(mediaId: string): Promise<DownloadedFile | { readonly url: string }>
  /** The bytes at an address that the platform gave; only its own hosts are asked. */
  download(url: string): Promise<DownloadedFile>
  /** Keeps a file as permanent material, and resolves with its id. Verified accounts only (48001). */
  keep(kind: MaterialKind, upload: Upload): Promise<string>
}

export function createMaterialApi(client: WechatClient): MaterialApi {
  return {
    async fetch(mediaId) {
      const answer = await client.call(FETCH, { query: { media_id: mediaId } })
      return 'file' in answer ? answer.file : { url: answer.video_url }
    },
    download: (url) => client.download(url),
    async keep(kind, upload) {
      return (await client.call(KEEP, { query: { type: kind }, upload })).media_id
    },
  }
}
