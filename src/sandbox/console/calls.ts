/** The calls of `/sandbox/console`: what an operator entered there, automatic replies and a menu. */
import express from 'express'
import type { Router } from 'express'
import { z } from 'zod'
import type { PlatformState } from '../state.ts'

const object = z.record(z.string(), z.unknown())
const consoleBody = z.strictObject({ autoreply: object.optional(), menu: object.optional() })

/** Throws zod's error for a body that it can't read. */
export function createConsoleCalls(state: PlatformState): Router {
  const router = express.Router()
  router.get('/console', (_request, response) => {
    const { autoreply, menu } = state.console
    response.json({ autoreply, menu })
  })
  router.post('/console', (request, response) => {
    state.console.enter(consoleBody.parse(request.body ?? {}))
    response.json({})
  })
  return router
}
