import { z } from 'zod'
import { FenzuError, toError } from '../domain/errors.ts'

const outcomeShape = z.object({
  deliveries: z.array(z.object({ ms: z.number() })),
  shown: z.string().nullable(),
  reason: z.string().optional(),
})
const messagesShape = z.array(
  z.object({ seq: z.number(), msgtype: z.string(), text: z.object({ content: z.string() }).optional() }),
)
const complaintShape = z.object({ error: z.string() })

export type SaidOutcome = z.output<typeof outcomeShape>
export type ArrivedMessage = z.output<typeof messagesShape>[number]

/** Nobody, or something that is no sandbox, answers there. */
export class NoSandboxError extends FenzuError {
  readonly code = 'sandbox.not-there'
}

/** The sandbox would not do what was asked; its message is the sandbox's own sentence. */
export class SandboxRefusedError extends FenzuError {
  readonly code = 'sandbox.refused-call'
}

/** The two calls that a conversation needs, over HTTP. */
export class ChatClient {
  readonly #url: string

  constructor(sandboxUrl: string) {
    this.#url = sandboxUrl.replace(/\/+$/, '')
  }

  /** Resolves when the phone has its answer: 15 s at the latest, unless the sandbox was told otherwise. */
  say(openid: string, text: string): Promise<SaidOutcome> {
    return this.#call(outcomeShape, '/sandbox/say', { method: 'POST', body: JSON.stringify({ openid, text }) })
  }

  /** Customer-service messages that reached this follower, oldest first. */
  messages(openid: string): Promise<ArrivedMessage[]> {
    return this.#call(messagesShape, `/sandbox/messages?openid=${encodeURIComponent(openid)}`, {})
  }

  async #call<T extends z.ZodType>(shape: T, path: string, init: RequestInit): Promise<z.output<T>> {
    const { ok, json } = await fetch(`${this.#url}${path}`, init)
      .then(async (response) => ({ ok: response.ok, json: await response.json() }))
      .catch((thrown: unknown) => {
        throw new NoSandboxError('No sandbox answers there.', { cause: toError(thrown) })
      })
    const complaint = complaintShape.safeParse(json)
    if (!ok && complaint.success) throw new SandboxRefusedError(complaint.data.error)
    const result = shape.safeParse(json)
    if (!ok || !result.success) throw new NoSandboxError('What answers there is no sandbox.')
    return result.data
  }
}
