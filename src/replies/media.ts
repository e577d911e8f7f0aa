import { hash } from 'node:crypto'
import { TEMPORARY_MS, type LossReason } from '../domain/replies/kept.ts'
import type { KeptReplies } from '../store/kept.ts'
import type { MaterialApi, MaterialKind } from '../wechat/api/material.ts'
import { NO_SUCH_MEDIA_ERRCODES } from '../wechat/errcodes.ts'
import { AnsweredNoError, isInterfaceRefused } from '../wechat/errors.ts'
import type { DownloadedFile } from '../wechat/upload.ts'

const ENDINGS: Readonly<Record<MaterialKind, string>> = { image: 'jpg', voice: 'mp3', video: 'mp4' }
const TYPES: readonly (readonly [type: RegExp, ending: string])[] = [
  [/png/, 'png'],
  [/gif/, 'gif'],
  [/jpe?g/, 'jpg'],
  [/bmp/, 'bmp'],
  [/amr/, 'amr'],
  [/mpeg|mp3/, 'mp3'],
  [/mp4/, 'mp4'],
]

export type MediaOutcome =
  | { readonly kind: 'kept'; readonly mediaId: string; readonly until: number | null; readonly loss?: Problem }
  | { readonly kind: 'gone'; readonly loss: Problem }

export interface Problem {
  readonly reason: LossReason
  readonly detail: string
}

/**
 * Turns a temporary media id into one for good: fetched, and kept as permanent material, each content once however often it
 * is read. What can't be kept now stays under its temporary id, which the platform shows for three days.
 */
export class MediaCopier {
  readonly #material: MaterialApi
  readonly #store: KeptReplies
  readonly #now: () => number
  /** The account may not (48001), or today's quota is spent: what is left is not even tried in this reading. */
  #stopped: Problem | undefined

  constructor(material: MaterialApi, store: KeptReplies, now: () => number) {
    this.#material = material
    this.#store = store
    this.#now = now
  }

  /** `title` names a video among the account's materials. `readAt` is, by the clock's `steady`, when the id was read: its three days run from there. */
  async keep(kind: MaterialKind, temporaryId: string, title: string, readAt: number): Promise<MediaOutcome> {
    const forNow = (loss: Problem): MediaOutcome => {
      return { kind: 'kept', mediaId: temporaryId, until: readAt + TEMPORARY_MS, loss }
    }
    if (this.#stopped !== undefined) return forNow(this.#stopped)
    try {
      const file = await this.#fetch(temporaryId)
      return { kind: 'kept', mediaId: await this.#permanent(kind, file, title), until: null }
    } catch (error) {
      if (error instanceof AnsweredNoError && NO_SUCH_MEDIA_ERRCODES.has(error.errcode))
        return { kind: 'gone', loss: { reason: 'media-gone', detail: String(error.errcode) } }
      const forbidden = isInterfaceRefused(error)
      const detail = error instanceof AnsweredNoError ? String(error.errcode) : error instanceof Error ? error.name : ''
      const loss: Problem = { reason: forbidden ? 'three-days' : 'not-yet', detail }
      const spent = error instanceof AnsweredNoError && error.kind === 'day-quota'
      if (forbidden || spent) this.#stopped = loss
      return forNow(loss)
    }
  }

  async #fetch(temporaryId: string): Promise<DownloadedFile> {
    const fetched = await this.#material.fetch(temporaryId)
    return 'url' in fetched ? this.#material.download(fetched.url) : fetched
  }

  async #permanent(kind: MaterialKind, file: DownloadedFile, title: string): Promise<string> {
    const digest = hash('sha256', Buffer.concat([Buffer.from(`${kind}\n`), file.bytes]), 'hex')
    const known = await this.#store.findMedia(digest)
    if (known !== undefined) return known.mediaId
    const mediaId = await this.#material.keep(kind, {
      filename: `fenzu-${digest.slice(0, 12)}.${endingOf(kind, file)}`,
      type: file.type,
      bytes: file.bytes,
      ...(kind === 'video' && { description: { title, introduction: title } }),
    })
    await this.#store.addMedia({ hash: digest, mediaId, at: this.#now() })
    return mediaId
  }
}

/** The platform looks at the name alone. */
function endingOf(kind: MaterialKind, { filename, type }: DownloadedFile): string {
  const named = /\.([a-z0-9]{2,4})$/i.exec(filename)?.[1]?.toLowerCase()
  return named ?? TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? ENDINGS[kind]
}
