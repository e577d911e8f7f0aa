import express from 'express'
import { appid, encodingAesKey, owner, port, requirePeer, safe, token } from './peer-account.mjs'
import { TOLD } from './told.ts'

/** npm `wechat` as its README shows it, in Express 5. */
const wechat = requirePeer('wechat')
const app = express()
app.use(
  '/wechat',
  wechat({ token, appid, ...(safe ? { encodingAESKey: encodingAesKey } : {}) }, (request, response) => {
    if (request.weixin.FromUserName === owner) response.reply(TOLD)
    else response.end('success')
  }),
)
app.listen(port, '127.0.0.1')
