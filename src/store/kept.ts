import type { MenuButton } from '../domain/replies/console.ts'
import type { KeptCopy } from '../domain/replies/kept.ts'

/** A file of the account that was kept as permanent material: never uploaded twice. */
export interface KeptMedia {
  /** sha256 of kind and bytes, hex. */
  readonly hash: string
  readonly mediaId: string
  readonly at: number
}

/**
 * What was copied of the console. The copy is one value, replaced as a whole in one transaction: whoever reads sees the old
 * one or the new one. As with the ledger, every write resolves only when it is on disk.
 */
export interface KeptReplies {
  read(): Promise<KeptCopy | undefined>
  write(copy: KeptCopy): Promise<void>
  /** The menu that fenzu itself published last; undefined before the first. */
  publishedMenu(): Promise<readonly MenuButton[] | undefined>
  markPublished(buttons: readonly MenuButton[], at: number): Promise<void>
  findMedia(hash: string): Promise<KeptMedia | undefined>
  addMedia(media: KeptMedia): Promise<void>
}
