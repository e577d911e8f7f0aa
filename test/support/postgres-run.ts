import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { systemClock } from '../../src/domain/clock.ts'
import { openPostgresStores } from '../../src/store/postgres/open.ts'
import { makeDatabase, startCluster, type Cluster } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresOfRun: string
  }
}

/**
 * One cluster for a whole run, started when the first test asks for it; a database of its own for whoever asks, copied from
 * one that is up to date. TEST_DATABASE_URL names another server to make them on.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let cluster: Cluster | undefined
  const run = randomBytes(4).toString('hex')
  const prepare = async (): Promise<string> => {
    const given = process.env['TEST_DATABASE_URL']
    if (given === undefined) cluster = await startCluster(['fsync=off', 'autovacuum=off', 'max_connections=200'])
    const server = given ?? cluster?.url ?? ''
    const template = await makeDatabase(server, `fenzu_${run}`)
    await (await openPostgresStores({ url: template, clock: systemClock, failed: () => undefined })).close()
    return server
  }
  let prepared: Promise<string> | undefined
  let made = 0
  const server = createServer((request, response) => {
    const make = async (): Promise<string> => {
      prepared ??= prepare()
      const name = `fenzu_${run}_${(made += 1)}`
      return makeDatabase(await prepared, name, request.url === '/empty' ? undefined : `fenzu_${run}`)
    }
    make().then(
      (url) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('postgresOfRun', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.close()
    await prepared?.catch(() => undefined)
    await cluster?.stop()
  }
}

/** The address of a database that nobody else uses; `empty` has no table in it. */
export async function openDatabase(kind: 'up-to-date' | 'empty' = 'up-to-date'): Promise<string> {
  const response = await fetch(`${inject('postgresOfRun')}/${kind}`)
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}
