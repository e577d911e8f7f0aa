import express from 'express'

/** Express 5 with its defaults: the raw body, `success` to everything. */
const app = express()
app.post('/wechat', express.raw({ type: () => true }), (_request, response) => {
  response.send('success')
})
app.listen(Number(process.env['PORT']), '127.0.0.1')
