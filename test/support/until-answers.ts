import { send } from './send.ts'
import { until } from './stage.ts'

/** A start may take long while other starts use the same cores. */
const PATIENCE_MS = 180_000
/** Each look costs as much as a twentieth of the start that is waited for. */
const LOOK_MS = 60

/** Waits until a process that was started answers 200 there. */
export async function untilAnswers(url: string): Promise<void> {
  await until(() => answers(url), `an answer of ${url}`, PATIENCE_MS, LOOK_MS)
}

/** Whether it answers 200 now; also one that is cut in the middle of its answer does not. */
export async function answers(url: string): Promise<boolean> {
  return (await send(url).catch(() => undefined))?.status === 200
}

/** Waits until fenzu is ready behind that port of this machine. */
export function untilReady(port: number): Promise<void> {
  return untilAnswers(`http://127.0.0.1:${port}/readyz`)
}
