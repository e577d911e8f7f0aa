import { appid, encodingAesKey, owner, port, requirePeer, safe, token } from './peer-account.mjs'
import { TOLD } from './told.ts'

/** npm `co-wechat` as its README shows it, in Koa. */
const Koa = requirePeer('koa')
const wechat = requirePeer('co-wechat')
const app = new Koa()
app.use(
  wechat({ token, appid, ...(safe ? { encodingAESKey: encodingAesKey } : {}) }).middleware(async (message) =>
    // Whatever is returned becomes a message to the follower, so nothing is.
    message.FromUserName === owner ? TOLD : '',
  ),
)
app.listen(port, '127.0.0.1')
