import express from 'express'

/** Express 5 with its defaults: the raw body whatever its type, `success` to everything. */
const app = express()
app.use(express.raw({ type: '*/*' }))
app.post('/wechat', (_request, response) => {
  response.send('success')
})
app.listen(Number(process.env['PORT']), '127.0.0.1')
