import { connect, type Socket } from 'node:net'

/** One keep-alive connection that carries one request at a time. Written by hand so that the load costs little. */
export class Connection {
  readonly #socket: Socket
  #received = ''
  #answered: ((answer: string) => void) | undefined
  #failed: ((error: Error) => void) | undefined

  private constructor(socket: Socket, failed: (error: Error) => void) {
    this.#socket = socket
    this.#failed = failed
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      this.#take(chunk.toString('latin1'))
    })
    socket.on('close', () => {
      this.#failed?.(new Error('the server closed a connection'))
    })
  }

  static open(port: number, failed: (error: Error) => void): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('error', reject)
      socket.once('connect', () => {
        resolve(new Connection(socket, failed))
      })
    })
  }

  /** `answered` gets the whole answer, head and body. */
  send(request: Buffer, answered: (answer: string) => void): void {
    this.#answered = answered
    this.#socket.write(request)
  }

  close(): void {
    this.#failed = undefined
    this.#socket.destroy()
  }

  #take(text: string): void {
    this.#received = this.#received === '' ? text : this.#received + text
    if (!isWhole(this.#received)) return
    const answer = this.#received
    this.#received = ''
    this.#answered?.(answer)
  }
}

function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
  if (length !== undefined) return text.length >= head + 4 + Number(length)
  return text.endsWith('\r\n0\r\n\r\n')
}
