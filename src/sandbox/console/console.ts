/**
 * What the operator entered in the console (公众平台): automatic replies and a menu, in the very shapes of the two calls that
 * read them. No call writes them. Once a callback is set the platform itself plays none of it.
 * Source: developers.weixin.qq.com, Get current autoreply info, Get current selfmenu info.
 */
import { firstAutoreply, firstMenu, type Autoreply, type ConsoleMenu } from './first-console.ts'
import type { Materials } from './materials.ts'
import { sampleMedia } from './sample-media.ts'

const MEDIA_KINDS: Readonly<Record<string, 'image' | 'voice' | 'video'>> = {
  img: 'image',
  photo: 'image',
  voice: 'voice',
  video: 'video',
}

export class Console {
  readonly #materials: Materials
  autoreply: Autoreply = firstAutoreply()
  menu: ConsoleMenu = firstMenu()
  /** Grows with every change. */
  revision = 0

  constructor(materials: Materials) {
    this.#materials = materials
  }

  /** The operator enters something else; what is not given stays. */
  enter({ autoreply, menu }: { autoreply?: Autoreply | undefined; menu?: ConsoleMenu | undefined }): void {
    this.autoreply = autoreply ?? this.autoreply
    this.menu = menu ?? this.menu
    this.revision++
  }

  /** The automatic replies as a call reads them: from now on the media in them can be fetched for three days. */
  readAutoreply(): Autoreply {
    this.#offerMedia(this.autoreply)
    return this.autoreply
  }

  readMenu(): ConsoleMenu {
    this.#offerMedia(this.menu)
    return this.menu
  }

  reset(): void {
    this.autoreply = firstAutoreply()
    this.menu = firstMenu()
    this.revision++
  }

  /** Whether there is a menu in the console. */
  get hasMenu(): boolean {
    const { selfmenu_info: info } = this.menu
    return typeof info === 'object' && info !== null && 'button' in info && Array.isArray(info.button)
      ? info.button.length > 0
      : false
  }

  #offerMedia(value: unknown): void {
    if (Array.isArray(value)) for (const one of value) this.#offerMedia(one)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    const fields = value as Readonly<Record<string, unknown>>
    const { type, content, value: id = content } = fields
    const kind = typeof type === 'string' ? MEDIA_KINDS[type] : undefined
    if (kind !== undefined && typeof id === 'string' && !/^https?:/.test(id)) {
      if (this.#materials.find(id)?.permanent !== true) this.#materials.put(id, sampleMedia(kind, id), false)
    }
    for (const inner of Object.values(fields)) this.#offerMedia(inner)
  }
}
