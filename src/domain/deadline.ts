import type { Clock, Monotonic } from './clock.ts'

export type InTime<T> = { readonly late: false; readonly value: T } | { readonly late: true }

/** Done in time, or late: a value, not an error. The work goes on either way; a failure of it in time is thrown. */
export async function before<T>(clock: Clock, deadlineAt: Monotonic, work: Promise<T>): Promise<InTime<T>> {
  let cancel: () => void = () => undefined
  const late = new Promise<InTime<T>>((resolve) => {
    cancel = clock.setTimer(Math.max(0, deadlineAt - clock.elapsed()), () => {
      resolve({ late: true })
    })
  })
  try {
    return await Promise.race([work.then((value): InTime<T> => ({ late: false, value })), late])
  } finally {
    cancel()
  }
}
