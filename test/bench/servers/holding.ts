import { createServer, type ServerResponse } from 'node:http'

/*
 * A system that is relayed to and answers nobody until HOLD pushes wait, then all of them at once. A GET tells how many it has
 * had at a time.
 */

const hold = Number(process.env['HOLD'])
let waiting: ServerResponse[] = []
let most = 0

createServer((request, response) => {
  request.on('data', () => undefined)
  request.on('end', () => {
    if (request.method === 'GET') {
      response.end(String(most))
      return
    }
    waiting.push(response)
    most = Math.max(most, waiting.length)
    if (waiting.length < hold) return
    for (const one of waiting) one.end('success')
    waiting = []
  })
}).listen(Number(process.env['PORT']), '127.0.0.1')
