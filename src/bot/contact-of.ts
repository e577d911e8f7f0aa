import type { Push } from '../protocol/message.ts'
import type { ContactKind } from '../store/people.ts'

/** What somebody's latest activity was; undefined for what the platform sends on its own account. */
export function contactOf(push: Push): ContactKind | undefined {
  if (push.kind === 'text') return 'text'
  if (push.kind === 'unknown') return undefined
  if (push.kind !== 'event') return 'message'
  switch (push.event) {
    case 'subscribe':
      return push.eventKey.startsWith('qrscene_') ? 'follow-scan' : 'follow'
    case 'scan':
      return 'scan'
    case 'click':
    case 'view':
      return 'menu'
    default:
      return undefined
  }
}
