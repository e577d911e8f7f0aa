// Tries the packed file as a stranger would: npx in an empty folder, with nothing installed, on Node 20 and on Node 24. The
// argument is the packed file. Says for each Node what it saw, and how long the first moved follower took.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const packed = resolve(process.argv[2])
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const work = mkdtempSync(join(tmpdir(), 'fenzu-packed-'))
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const OWNER = 'oAdmin_Sandbox_0000000000001'

try {
  for (const folder of nodes()) await tryOn(folder)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Where a Node 20 and a Node 24 are. Where npm has none to bring, what is installed is all there is. */
function nodes() {
  const name = `node-linux-${process.arch}`
  const brought = join(root, 'node_modules', name, 'bin')
  if (!existsSync(brought)) return [dirname(process.execPath)]
  const prefix = join(work, 'node-20')
  mkdirSync(prefix)
  const words = ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', prefix, `${name}@20`]
  execFileSync('npm', words, { stdio: 'inherit' })
  return [join(prefix, 'node_modules', name, 'bin'), brought]
}

async function tryOn(folder) {
  const env = environment(folder)
  const node = execFileSync(join(folder, 'node'), ['--version'], { encoding: 'utf8' }).trim()
  const fenzu = (...words) => execFileSync('npx', npx(words), { cwd: empty(), env, encoding: 'utf8', timeout: 300_000 })
  expect(fenzu('--help').startsWith('fenzu: a WeChat Official Account bot'), `--help on ${node}`)
  expect(fenzu('--version').trim() === version, `--version on ${node}`)

  const sandboxPort = await freePort()
  const sandbox = start(['sandbox'], { ...env, SANDBOX_PORT: String(sandboxPort) })
  await sandbox.until(`http://127.0.0.1:${sandboxPort}/sandbox/world`)
  const page = await (await fetch(`http://127.0.0.1:${sandboxPort}/`)).text()
  const parts = [...page.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, path]) => path)
  expect(parts.length > 1, 'the page has its parts')
  for (const path of parts) expect((await fetch(`http://127.0.0.1:${sandboxPort}${path}`)).ok, path)
  await sandbox.stop()

  const startedAt = performance.now()
  const [port, beside] = [await freePort(), await freePort()]
  const bot = start(['start'], { ...env, PORT: String(port), SANDBOX_PORT: String(beside) })
  await bot.until(`http://127.0.0.1:${port}/readyz`)
  const said = await fetch(`http://127.0.0.1:${beside}/sandbox/say`, {
    method: 'POST',
    body: JSON.stringify({ openid: OWNER, text: `移动 ${P} 108` }),
  })
  const { shown } = await said.json()
  expect(/^✅ (?:#3 )?oDF3…CM58：未分组 → VIP\(108\)/.test(shown ?? ''), `a moved follower on ${node}: ${shown}`)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  await bot.stop()
  console.log(`the packed file runs by npx on Node ${node}; from start to the first moved follower ${seconds} s`)
}

function npx(words) {
  return ['--yes', '--package', packed, '--', 'fenzu', ...words]
}

/** Nothing of whoever runs this but where the registry is: an empty prefix, and that Node before all others. */
function environment(folder) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_(?!config_)|WECHAT_|FENZU_|SANDBOX_|NODE_ENV$|NODE_OPTIONS$|PORT$|HOST$)/.test(name),
  )
  return {
    ...Object.fromEntries(own),
    PATH: [folder, ...(process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'))].join(
      delimiter,
    ),
    npm_config_prefix: empty(),
    npm_config_update_notifier: 'false',
  }
}

function empty() {
  return mkdtempSync(join(work, 'empty-'))
}

/** A process that goes on, with all that npx puts in between in a group of its own. */
function start(words, env) {
  const child = spawn('npx', npx(words), { cwd: empty(), env, detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = new Promise((end) => child.once('close', end))
  return {
    async until(url) {
      for (let attempt = 0; attempt < 600; attempt += 1) {
        if (child.exitCode !== null) break
        if ((await fetch(url).catch(() => undefined))?.ok) return
        await new Promise((next) => setTimeout(next, 100))
      }
      throw new Error(`${url} is not there: ${output}`)
    },
    async stop() {
      process.kill(-child.pid, 'SIGTERM')
      const limit = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 15_000)
      await ended
      clearTimeout(limit)
    },
  }
}

function expect(met, what) {
  if (!met) throw new Error(`the packed file does not keep its promise: ${what}`)
}

async function freePort() {
  const server = createServer()
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address()
  await new Promise((closed) => server.close(closed))
  return port
}
