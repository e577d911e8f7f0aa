import type { Writable } from 'node:stream'

/*
 * Standard output and standard error, as something that can go away: the reader of a pipe ends, a log shipper restarts or
 * stands still, a terminal is closed, the disk of a log file is full. Then lines are lost and counted; the process goes on.
 */

/**
 * As much as waits for a reader that stands still. Node keeps what a pipe does not take in memory, without any limit of its
 * own (https://nodejs.org/api/process.html#a-note-on-process-io).
 */
const MOST_WAITING_BYTES = 1_048_576

export class Output {
  readonly #stream: Writable
  #lost = 0

  constructor(stream: Writable) {
    this.#stream = stream
    // Without a listener the first error ends the process. Each write hears of its own below.
    stream.on('error', () => undefined)
  }

  /** Writes, or counts as lost. Goes on trying: a named pipe may get another reader. */
  write(text: string): void {
    if (this.#stream.writableLength > MOST_WAITING_BYTES) {
      this.#lost += 1
      return
    }
    this.#stream.write(text, (error) => {
      if (error instanceof Error) this.#lost += 1
    })
  }

  /** Writes that nobody can have read. */
  get lost(): number {
    return this.#lost
  }
}

export const standardOutput = new Output(process.stdout)
export const standardError = new Output(process.stderr)
