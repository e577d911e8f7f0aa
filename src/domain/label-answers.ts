import type { PersonFault } from './answer.ts'
import type { GroupRef } from './group.ts'

/** Facts about labels: tags that are put on or taken off while everything else stays. */
export type LabelAnswer =
  /** A label was put on, or (`added` false) taken off; nothing else that they carry was touched. */
  | { kind: 'labelled'; openid: string; label: GroupRef; added: boolean }
  | { kind: 'label-already'; openid: string; label: GroupRef; added: boolean }
  | {
      kind: 'batch-labelled'
      label: GroupRef
      added: boolean
      changed: number
      already: number
      faults: PersonFault[]
      invalid: string[]
      duplicates: number
    }
  /** Carries as many labels as one can. */
  | { kind: 'labels-full'; openid: string }
  /** A managed tag beside another one would be two groups: that is a move. */
  | { kind: 'label-is-group'; openid: string; label: GroupRef; in: GroupRef; example: string }
  /** The account works on groups, of which each follower has one. */
  | { kind: 'no-labels'; example: string | null }
