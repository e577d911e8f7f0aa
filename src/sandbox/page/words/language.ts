import type { ZH } from './zh.ts'

/** Every language has the same words; a missing one is a type error. */
export type Words = typeof ZH
