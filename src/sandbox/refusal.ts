import { randomBytes } from 'node:crypto'
import { FenzuError } from '../domain/errors.ts'
import { errmsgOf } from './errmsgs.ts'

/** The platform says no: HTTP 200 with an errcode. Thrown before anything was changed. */
export class Refusal extends FenzuError {
  readonly code = 'sandbox.refused'
  readonly errcode: number

  constructor(errcode: number) {
    super(errmsgOf(errcode))
    this.errcode = errcode
  }
}

/** A refusal's body, with the `rid` that every errmsg ends with: three groups of eight hex digits, the first the time. */
export function refusalBody(errcode: number, now: number): { errcode: number; errmsg: string } {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0')
  const random = randomBytes(8).toString('hex')
  return { errcode, errmsg: `${errmsgOf(errcode)} rid: ${seconds}-${random.slice(0, 8)}-${random.slice(8)}` }
}
