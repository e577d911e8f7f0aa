// Replays the Dockerfile's own COPY and RUN steps in a clean folder, where no Docker engine is at hand, and asks the result
// for its health. It knows the few instructions that the Dockerfile uses and stops at any other, so neither can rot alone.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'fenzu-image-'))
const node = process.argv[2] ?? process.execPath
const stages = new Map()
let stage
let environment = {}
let command

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
  else if (!['USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK'].includes(word)) throw new Error(`not understood: ${line}`)
}

await askForHealth()
rmSync(work, { recursive: true, force: true })
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
  const port = 20_000 + (process.pid % 20_000)
  const account = {
    WECHAT_APPID: 'wx5a4db0c0ffee0001',
    WECHAT_APPSECRET: '5a4db0c0ffee00015a4db0c0ffee0001',
    WECHAT_TOKEN: 'replay',
    WECHAT_API_BASE: 'http://127.0.0.1:9',
  }
  const env = { PATH: process.env.PATH, ...environment, ...account, PORT: String(port) }
  const bot = spawn(node, command.slice(1), { cwd: inStage('.'), env, stdio: 'inherit' })
  const ended = new Promise((end) => bot.once('exit', end))
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)
    if (response?.ok) break
    if (attempt === 100 || bot.exitCode !== null) throw new Error('the image does not become healthy')
    await new Promise((next) => setTimeout(next, 100))
  }
  bot.kill('SIGTERM')
  const code = await ended
  if (code !== 0) throw new Error(`the stop was not clean: exit code ${code}`)
}
