import type { Store } from '../../src/store/store.ts'

export const APPID = 'wx5a4db0c0ffee0001'

/** One place where a store can be opened, closed and opened again. */
export interface StoreSite {
  open(appid: string): Promise<Store>
  /** Everything that all tables hold, as one text. */
  dump(): Promise<string>
  close(): Promise<void>
}

/** Makes a place with an empty store in it. The contracts beside this file are run on each engine's. */
export type StoreFactory = () => Promise<StoreSite>
