/**
 * What one call to the platform told about the platform, in the terms of pace and retries. `interfaceName` is the API
 * path without query. A refusal is permanent when repeating it can't help until somebody changes a setting.
 */
export type Verdict =
  | { readonly kind: 'answered' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'minute-quota' }
  | { readonly kind: 'day-quota' }
  | { readonly kind: 'permanent'; readonly reason: string; readonly error: Error }

/**
 * Who goes first at the pace gate: higher before lower, first come first served among equals. `background` is work that
 * nobody waits for at that moment, however much of it there is.
 */
export const PRIORITY = { lookup: 2, change: 1, lateAnswer: 0, background: -1 } as const
export type Priority = (typeof PRIORITY)[keyof typeof PRIORITY]

/** The gate every attempt to call the platform passes. */
export interface CallGate {
  /**
   * Starts the attempt when the pace allows. Rejects with an `InterfaceStoppedError` without starting it while that
   * interface is stopped. The interface is asked for when the turn has come.
   */
  run<T>(interfaceName: () => string, priority: Priority, attempt: () => Promise<T>): Promise<T>
  /** Is told how each attempt ended, so that it can slow down, pause or stop an interface. */
  report(interfaceName: string, verdict: Verdict): void
}
