import type { Clock } from '../domain/clock.ts'
import type { SandboxAccount } from './account.ts'
import { ChangeSignal } from './change-signal.ts'
import { CallLog } from './calls.ts'
import { Codes } from './codes/codes.ts'
import { Console } from './console/console.ts'
import { Materials } from './console/materials.ts'
import { Menus } from './console/menus.ts'
import { CustomerService } from './customer-service.ts'
import { DeliveryLog } from './delivery-log.ts'
import { Faults } from './faults.ts'
import { PlatformClock } from './platform-clock.ts'
import { Quotas } from './quotas.ts'
import { Talk } from './talk.ts'
import { Tokens } from './tokens.ts'
import { World } from './world.ts'

/** All that a simulated platform knows of its one account. */
export interface PlatformState {
  readonly account: SandboxAccount
  readonly clock: PlatformClock
  readonly world: World
  readonly tokens: Tokens
  readonly quotas: Quotas
  readonly customerService: CustomerService
  readonly console: Console
  readonly menus: Menus
  readonly materials: Materials
  readonly codes: Codes
  readonly calls: CallLog
  readonly faults: Faults
  readonly deliveries: DeliveryLog
  readonly talk: Talk
  /** What came to the small old system that is relayed to; undefined when there is none. */
  readonly relayed: DeliveryLog | undefined
  /** Rings when any of these may have changed. */
  readonly changeSignal: ChangeSignal
  /** Where pushes go (服务器配置); undefined while nobody has said. */
  callbackUrl: URL | undefined
}

export function createPlatformState(account: SandboxAccount, realClock: Clock, upstream = false): PlatformState {
  const clock = new PlatformClock(realClock)
  const changeSignal = new ChangeSignal()
  const talk = new Talk(changeSignal, clock)
  const materials = new Materials(clock)
  return {
    account,
    clock,
    world: new World(account.owner, clock.now()),
    tokens: new Tokens(clock),
    quotas: new Quotas(clock),
    customerService: new CustomerService(clock, talk),
    console: new Console(materials),
    menus: new Menus(clock),
    materials,
    codes: new Codes(() => clock.now()),
    calls: new CallLog(changeSignal),
    faults: new Faults(),
    deliveries: new DeliveryLog(changeSignal),
    talk,
    relayed: upstream ? new DeliveryLog(changeSignal) : undefined,
    changeSignal,
    callbackUrl: undefined,
  }
}
