import { createServer } from 'node:http'

/** The wall: reads the body and says success to everything. */
createServer((request, response) => {
  request.on('data', () => undefined)
  request.on('end', () => {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 7 })
    response.end('success')
  })
}).listen(Number(process.env['PORT']), '127.0.0.1')
