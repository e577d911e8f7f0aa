import express from 'express'
import type { Router } from 'express'
import type { Materials } from './console/materials.ts'

/** `/media/ID`: the bytes of a picture, a voice or a video of the account, for the phone and for whoever fetches a video. */
export function createMediaFiles(materials: Materials): Router {
  const router = express.Router()
  router.get('/:id', (request, response) => {
    const material = materials.find(request.params.id)
    if (material === undefined) response.status(404).end()
    else response.type(material.type).setHeader('Content-Security-Policy', "default-src 'none'").end(material.bytes)
  })
  return router
}
