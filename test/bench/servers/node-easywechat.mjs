import { createServer } from 'node:http'
import { appid, appsecret, encodingAesKey, owner, port, requirePeer, safe, token } from './peer-account.mjs'
import { TOLD } from './told.ts'

/** npm `node-easywechat` as its README shows it, an application for each request, since it holds the request. */
const { OfficialAccount, ServerRequest } = requirePeer('node-easywechat')
const config = { app_id: appid, secret: appsecret, token, ...(safe ? { aes_key: encodingAesKey } : {}) }

createServer(async (request, response) => {
  if (request.method !== 'POST') return response.end()
  const app = new OfficialAccount(config)
  app.setRequest(await ServerRequest.createFromIncomingMessage(request))
  const server = app.getServer()
  server.with(async (message, next) => (message.FromUserName === owner ? TOLD : next(message)))
  const answer = await server.serve()
  response.statusCode = answer.getStatusCode()
  for (const [name, value] of Object.entries(answer.getHeaders())) response.setHeader(name, value)
  response.end(answer.getBody())
}).listen(port, '127.0.0.1')
