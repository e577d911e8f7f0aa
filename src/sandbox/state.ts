import type { Clock } from '../domain/clock.ts'
import type { SandboxAccount } from './account.ts'
import { CallLog } from './calls.ts'
import { CustomerService } from './customer-service.ts'
import { Faults } from './faults.ts'
import { PlatformClock } from './platform-clock.ts'
import { Quotas } from './quotas.ts'
import { Tokens } from './tokens.ts'
import { World } from './world.ts'

/** All that a pretended platform knows of its one account. */
export interface PlatformState {
  readonly account: SandboxAccount
  readonly clock: PlatformClock
  readonly world: World
  readonly tokens: Tokens
  readonly quotas: Quotas
  readonly customerService: CustomerService
  readonly calls: CallLog
  readonly faults: Faults
  /** Where pushes go (服务器配置); undefined while nobody has said. */
  callbackUrl: URL | undefined
}

export function createPlatformState(account: SandboxAccount, realClock: Clock): PlatformState {
  const clock = new PlatformClock(realClock)
  return {
    account,
    clock,
    world: new World(account.owner, clock.now()),
    tokens: new Tokens(clock),
    quotas: new Quotas(clock),
    customerService: new CustomerService(clock),
    calls: new CallLog(),
    faults: new Faults(),
    callbackUrl: undefined,
  }
}
