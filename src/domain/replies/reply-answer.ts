import type { CodeAnswer } from '../answers/codes.ts'
import type { KeptLine } from '../facts.ts'
import type { Loss } from './kept.ts'

/** What is told of the replies and the menu that are kept of the console, and of codes by which followers come. */
export type ReplyAnswer =
  | { kind: 'kept-replies'; replies: KeptLine[]; losses: readonly Loss[] }
  /** `on`: they are to be kept, and were not read yet. */
  | { kind: 'no-kept-replies'; on: boolean }
  | { kind: 'no-such-reply'; number: number; last: number }
  | { kind: 'kept-switched'; replies: KeptLine[]; on: boolean }
  | { kind: 'kept-anew'; replies: number; buttons: number; losses: readonly Loss[] }
  /** One line for each button; `leftOut` are names of those that can't be published. */
  | { kind: 'kept-menu'; lines: string[]; leftOut: string[] }
  | { kind: 'no-kept-menu' }
  | { kind: 'menu-is-same' }
  | { kind: 'menu-published' }
  | CodeAnswer
