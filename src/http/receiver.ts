import type { Monotonic } from '../domain/clock.ts'
import type { Reply } from '../domain/reply.ts'
import type { Push } from '../protocol/message.ts'

export interface ReceivedDelivery {
  /** When it began to arrive, on the clock that nobody sets: the platform's five seconds run from there. */
  readonly receivedAt: Monotonic
  /** The push as it reads once opened, byte for byte. */
  readonly xml: string | Buffer
  /** In plain mode: what was signed, for whoever must compare it with what came to other processes. */
  readonly proof?: () => { readonly signature: string; readonly body: string }
}

export interface Receiver {
  /** What is answered at once may come without a promise. */
  receive(push: Push, delivery: ReceivedDelivery): Reply | Promise<Reply>
}

/** Who watches the door. Nothing that a follower wrote, and no query, is ever handed over. */
export interface CallbackWatch {
  /** Not proven to be WeChat's. */
  refused(reason: string): void
  /** WeChat's, but nothing for us or not readable. */
  ignored(reason: string): void
  answered(kind: Reply['kind'], ms: number): void
  /** A defect: the delivery was answered with `success` all the same. */
  failed(error: unknown): void
}
