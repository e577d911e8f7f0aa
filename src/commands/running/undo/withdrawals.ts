import type { CommandRow } from '../../../store/ledger.ts'

/**
 * Commands on disk that take back another one. If that one has not begun when its turn comes, it is withdrawn. One that is
 * withdrawn itself withdraws nothing.
 */
export class Withdrawals {
  readonly #byTarget = new Map<number, CommandRow[]>()

  /** `row` is on disk and takes `target` back. */
  add(row: CommandRow, target: number): void {
    const known = this.#byTarget.get(target) ?? []
    if (known.every(({ number }) => number !== row.number)) this.#byTarget.set(target, [...known, row])
  }

  /** `row` has ended. */
  remove(row: CommandRow, target: number): void {
    const left = (this.#byTarget.get(target) ?? []).filter(({ number }) => number !== row.number)
    if (left.length === 0) this.#byTarget.delete(target)
    else this.#byTarget.set(target, left)
  }

  /** Those that withdraw a command, the first one first. */
  of(number: number): CommandRow[] {
    return (this.#byTarget.get(number) ?? []).filter((row) => this.of(row.number).length === 0)
  }
}
