import { FenzuError } from '../domain/errors.ts'

/** Why a push is not proven to be WeChat's: the caller gets a bare 401, the log the reason. */
export type RefusedReason =
  | 'query-malformed'
  | 'timestamp-stale'
  | 'signature-wrong'
  | 'signature-reused'
  | 'encrypt-missing'
  | 'echostr-malformed'

/** Why a push that is WeChat's has no effect: the caller gets `success`, the log the reason. */
export type IgnoredReason =
  'encrypt-ambiguous' | 'undecryptable' | 'not-utf8' | 'json' | 'xml-unreadable' | 'fields-missing' | 'not-ours'

/** What came can't be opened or read. One class for every cause, so that no answer tells an attacker which it was. */
export class UnreadableError extends FenzuError {
  override readonly code = 'callback.unreadable'
  readonly reason: IgnoredReason

  constructor(reason: IgnoredReason) {
    super(reason)
    this.reason = reason
  }
}
