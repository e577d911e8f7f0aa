/**
 * Media and materials (素材) of the account: temporary ones, which live three days, and permanent ones.
 * Source: developers.weixin.qq.com, Temporary media and Permanent materials.
 */
import { randomBytes } from 'node:crypto'
import type { PlatformClock } from '../platform-clock.ts'

export const TEMPORARY_MS = 3 * 86_400_000

export type MediaKind = 'image' | 'voice' | 'video' | 'thumb'

export interface MediaFile {
  readonly kind: MediaKind
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
  /** Videos have both. */
  readonly title: string
  readonly introduction: string
}

export interface Material extends MediaFile {
  readonly id: string
  readonly createdAt: number
  readonly permanent: boolean
  /** Infinity for a permanent one. */
  readonly endsAt: number
}

export class Materials {
  readonly #clock: PlatformClock
  #materials = new Map<string, Material>()

  constructor(clock: PlatformClock) {
    this.#clock = clock
  }

  add(file: MediaFile, permanent: boolean): Material {
    return this.put(randomBytes(permanent ? 48 : 36).toString('base64url'), file, permanent)
  }

  /** Under an id that is given: what the console holds is known by the ids that stand in it. */
  put(id: string, file: MediaFile, permanent: boolean): Material {
    const createdAt = this.#clock.now()
    const material = { ...file, id, createdAt, permanent, endsAt: permanent ? Infinity : createdAt + TEMPORARY_MS }
    this.#materials.set(id, material)
    return material
  }

  /** undefined for one that there never was, or that is past its three days. */
  find(id: unknown): Material | undefined {
    const material = typeof id === 'string' ? this.#materials.get(id) : undefined
    return material !== undefined && material.endsAt > this.#clock.now() ? material : undefined
  }

  /** Whether this id was good once and is so no more. */
  hasExpired(id: string): boolean {
    const material = this.#materials.get(id)
    return material !== undefined && material.endsAt <= this.#clock.now()
  }

  /** Permanent ones, newest first. */
  permanent(kind?: MediaKind): readonly Material[] {
    const kept = [...this.#materials.values()].filter((one) => one.permanent && (kind ?? one.kind) === one.kind)
    return kept.reverse()
  }

  remove(id: string): boolean {
    return this.#materials.delete(id)
  }

  reset(): void {
    this.#materials = new Map()
  }
}
