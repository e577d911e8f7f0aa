/** Tags that exclude each other: those that fenzu made, and those that an owner handed over to it. */
export interface ManagedTags {
  list(): Promise<number[]>
  add(tagid: number, at: number): Promise<void>
  /** Returns whether it was one. */
  remove(tagid: number): Promise<boolean>
}
