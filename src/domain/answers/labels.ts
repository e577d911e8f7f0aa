import type { GroupRef } from '../group.ts'

/** Facts about the labels of one follower: tags that are put on or taken off while everything else stays. */
export type LabelAnswer =
  /** A label was put on, or (`added` false) taken off; nothing else that they carry was touched. */
  | { kind: 'labelled'; openid: string; label: GroupRef; added: boolean }
  | { kind: 'label-already'; openid: string; label: GroupRef; added: boolean }
  /** Carries as many labels as one can. */
  | { kind: 'labels-full'; openid: string }
  /** A managed tag beside another one would be two groups: that is a move. */
  | { kind: 'label-is-group'; openid: string; label: GroupRef; in: GroupRef; example: string }
  /** More than can be moved at once. */
  | { kind: 'too-many-to-move'; limit: number }
  /** `known`: as far as fenzu knows. */
  | { kind: 'nobody-to-move'; from: GroupRef[]; known: boolean }
  /** The account works on groups, of which each follower has one. */
  | { kind: 'no-labels'; example: string | null }
