import type { GroupRef } from '../group.ts'

/** Facts about tags that are handed over to fenzu, and about how many groups there may be. */
export type ManagingAnswer =
  | { kind: 'unmanaged-group'; group: GroupRef; example: string }
  /** `also`: the others, where it was several at once. */
  | { kind: 'adopted'; group: GroupRef; also?: readonly GroupRef[] }
  | { kind: 'released'; group: GroupRef; also?: readonly GroupRef[] }
  /** There is none that could be handed over. */
  | { kind: 'all-managed' }
  | { kind: 'already-managed'; group: GroupRef }
  | { kind: 'not-managed'; group: GroupRef }
  /** Managed because the settings name it. */
  | { kind: 'managed-by-settings'; group: GroupRef }
  | { kind: 'nothing-to-adopt' }
  | { kind: 'too-many-groups'; limit: number }
