// Replays the Dockerfile's own COPY and RUN steps in a clean folder, where no Docker engine is at hand, starts the result as
// its CMD says and asks for its health as its HEALTHCHECK says. It knows the few instructions that the Dockerfile uses and
// stops at any other, so neither can rot alone. The Node that the image would have is the argument.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'fenzu-image-'))
const node = process.argv[2] ?? process.execPath
const stages = new Map()
let stage
let environment = {}
let command
let healthcheck

try {
  for (const line of readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n')) {
    const [, word, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (word === undefined) {
      if (line.trim() !== '' && !line.startsWith('#')) throw new Error(`not understood: ${line}`)
      continue
    }
    if (word === 'FROM') {
      if (!rest.startsWith('node:24-slim')) throw new Error(`the base is not node:24-slim: ${rest}`)
      const name = /AS (\w+)$/.exec(rest)?.[1] ?? 'final'
      stage = mkdtempSync(join(work, `${name}-`))
      stages.set(name, stage)
      environment = {}
    } else if (word === 'WORKDIR') mkdirSync(inStage(rest), { recursive: true })
    else if (word === 'ENV') environment[rest.split('=')[0]] = rest.split('=')[1]
    else if (word === 'COPY') copy(rest.split(/\s+/))
    else if (word === 'RUN') run(rest)
    else if (word === 'CMD') command = JSON.parse(rest)
    else if (word === 'HEALTHCHECK') healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD ') + 'CMD '.length))
    else if (!['USER', 'VOLUME', 'EXPOSE'].includes(word)) throw new Error(`not understood: ${line}`)
  }
  await askForHealth()
} finally {
  rmSync(work, { recursive: true, force: true })
}
console.log('the Dockerfile replays: its result starts, is healthy and stops cleanly')

function inStage(path, of = stage) {
  return join(of, path.startsWith('/') ? path : join('/app', path))
}

function copy(words) {
  const from = words[0].startsWith('--from=') ? stages.get(words.shift().slice('--from='.length)) : undefined
  const target = words.pop()
  for (const source of words) {
    const path = from === undefined ? join(root, source) : inStage(source, from)
    cpSync(path, target.endsWith('/') ? join(inStage(target), source) : inStage(target), { recursive: true })
  }
}

function run(line) {
  for (const step of line.split('&&')) {
    const words = step.trim().split(/\s+/)
    if (words[0] === 'chown') continue
    execFileSync(words[0], words.slice(1), {
      cwd: inStage('.'),
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    })
  }
}

async function askForHealth() {
  const account = {
    WECHAT_APPID: 'wx5a4db0c0ffee0001',
    WECHAT_APPSECRET: '5a4db0c0ffee00015a4db0c0ffee0001',
    WECHAT_TOKEN: 'replay',
    // Nobody answers there: a bot whose platform is down is healthy all the same.
    WECHAT_API_BASE: 'http://127.0.0.1:9',
  }
  const env = { PATH: process.env.PATH, ...environment, ...account, PORT: String(await freePort()) }
  const bot = spawn(node, command.slice(1), { cwd: inStage('.'), env, stdio: 'inherit' })
  const ended = new Promise((end) => bot.once('exit', end))
  try {
    for (let attempt = 0; ; attempt += 1) {
      if (spawnSync(node, healthcheck.slice(1), { env }).status === 0) break
      if (attempt === 100 || bot.exitCode !== null) throw new Error('the image does not become healthy')
      await new Promise((next) => setTimeout(next, 100))
    }
    bot.kill('SIGTERM')
    const code = await ended
    if (code !== 0) throw new Error(`the stop was not clean: exit code ${code}`)
  } finally {
    bot.kill('SIGKILL')
  }
}

async function freePort() {
  const server = createServer()
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address()
  await new Promise((closed) => server.close(closed))
  return port
}
