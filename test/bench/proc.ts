import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** What Linux tells of a process; no other system is measured. */

export function isMeasurable(): boolean {
  return existsSync('/proc/self/schedstat')
}

/** Time that all its threads have used so far, in ms. */
export function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const usedNs = threads.map((id) => Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]))
  return usedNs.reduce((sum, ns) => sum + ns, 0) / 1e6
}

/** Resident memory in MB, now and at its most. */
export function memoryMb(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024)
  return { now: read('VmRSS'), peak: read('VmHWM') }
}
