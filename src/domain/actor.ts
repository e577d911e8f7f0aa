/**
 * Whoever changes something. Permission, ledger, log and undo speak of actors; an openid alone may be a follower's.
 */
export type Actor =
  | { readonly kind: 'admin'; readonly openid: string }
  /** A rule that an owner made, by its number. */
  | { readonly kind: 'rule'; readonly rule: number }
  /** Somebody at the shell of the machine. */
  | { readonly kind: 'shell'; readonly user: string }
  /** An admin who signed in to the console. */
  | { readonly kind: 'console'; readonly openid: string }
  /** The end of something that was for a time only; `command` is the number of the command that said so. */
  | { readonly kind: 'scheduler'; readonly command: number }
  /** A backup that was restored. */
  | { readonly kind: 'restore' }

/** An actor as the ledger keeps one: an admin by the bare openid, as it always was; the others behind their kind and a colon. */
export function writeActor(actor: Actor): string {
  switch (actor.kind) {
    case 'admin':
      return actor.openid
    case 'rule':
      return `rule:${actor.rule}`
    case 'shell':
      return `shell:${actor.user}`
    case 'console':
      return `console:${actor.openid}`
    case 'scheduler':
      return `scheduler:${actor.command}`
    case 'restore':
      return ''
  }
}

/** The actor that the ledger kept. Openids hold no colon. */
export function readActor(written: string): Actor {
  if (written === '') return { kind: 'restore' }
  const at = written.indexOf(':')
  const [kind, rest] = [written.slice(0, Math.max(at, 0)), written.slice(at + 1)]
  if (kind === 'rule') return { kind, rule: Number(rest) }
  if (kind === 'shell') return { kind, user: rest }
  if (kind === 'console') return { kind, openid: rest }
  if (kind === 'scheduler') return { kind, command: Number(rest) }
  return { kind: 'admin', openid: written }
}

/** Somebody who commands in the chat. */
export function adminOf(openid: string): Actor {
  return { kind: 'admin', openid }
}

/** The person behind an actor; undefined where there is none. */
export function personOf(actor: Actor): string | undefined {
  return actor.kind === 'admin' || actor.kind === 'console' ? actor.openid : undefined
}

export function isSameActor(one: Actor, other: Actor): boolean {
  return writeActor(one) === writeActor(other)
}
