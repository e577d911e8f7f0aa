/*
 * Label values that are known beforehand. Each is there with 0 from the start: Prometheus sees no increase in a counter that
 * first appears with 1, so the first bad thing of a kind would raise no alarm.
 */

export const PUSH_RESULTS = [
  'success',
  'transfer',
  'text',
  'image',
  'voice',
  'video',
  'music',
  'news',
  'relayed',
  'unanswered',
  'refused',
] as const

/** Not proven to be the platform's; `status-…` is a body that was not taken in. */
export const REFUSED_REASONS = [
  'query-malformed',
  'timestamp-stale',
  'signature-wrong',
  'signature-reused',
  'encrypt-missing',
  'echostr-malformed',
  'status-400',
  'status-413',
  'status-415',
  'relay-loop',
] as const

/** The platform's, and not readable or not for us. */
export const IGNORED_REASONS = [
  'encrypt-ambiguous',
  'undecryptable',
  'not-utf8',
  'json',
  'xml-unreadable',
  'fields-missing',
  'not-ours',
] as const

export const COMMAND_OUTCOMES = ['done', 'failed', 'unknown', 'asked', 'refused', 'withdrawn'] as const
export const LATE_OUTCOMES = ['interim', 'sent', 'refused'] as const

/** What became of pushes that were relayed; `bad-…` is an answer that the platform would not show. */
export const RELAY_RESULTS = [
  'answered',
  'nothing',
  'refused',
  'no-answer',
  'too-slow',
  'too-long',
  'breaker',
  'full',
  'bad-status',
  'bad-loop',
  'bad-not-utf8',
  'bad-not-xml',
  'bad-not-sealed',
  'bad-not-opened',
  'bad-misaddressed',
  'bad-not-shown',
] as const

/** What a kept rule shows beside its first answer. */
export const OTHER_REPLY_OUTCOMES = ['sent', 'refused', 'dropped'] as const
