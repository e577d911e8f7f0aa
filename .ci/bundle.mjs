/*
 * Makes the bundle that bin/fenzu.js starts while the source has not changed since (bin/bundle.js); run by npm as `prepare`, and
 * by the tests. Without the development packages there is nothing to make it with, and the source runs.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CURRENT, folderOf, freshBundle } from '../bin/bundle.js'

const root = fileURLToPath(new URL('..', import.meta.url)).slice(0, -1)
const folder = folderOf(root)
const PACKAGES = ['/package.json', '/package-lock.json', '/node_modules/.package-lock.json']

/** A file of the source finds what lies beside it where it stood. */
const itsOwnPlace = {
  name: 'its-own-place',
  transform(code, id) {
    if (!id.startsWith(join(root, 'src')) || !code.includes('import.meta.')) return null
    return code
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
  },
}

/** In the place of node:http, as seen from the source. */
const HTTP = '\0http.cjs'

/**
 * What no start needs stays out, which spares a tenth of its CPU and a twentieth of its memory. Node reads every name of its own
 * http for whoever imports one of them, and for the name WebSocket loads a second undici. The letters of old Chinese and
 * Japanese encodings, which the platform never uses, are read from the package by whoever is sent such a text.
 */
const onlyWhatIsUsed = {
  name: 'only-what-is-used',
  resolveId(id, importer = '') {
    if (id === 'node:http' && importer.startsWith(join(root, 'src'))) return HTTP
    const isTable = importer.includes('/iconv-lite/') && id.startsWith('./tables/')
    return isTable ? { id: join(dirname(importer), id), external: 'absolute' } : null
  },
  load: (id) => (id === HTTP ? "module.exports = process.getBuiltinModule('node:http')" : null),
}

/** Each file by its size and by when it was written last; each folder too, which changes when something is added or taken away. */
function sources() {
  const below = readdirSync(join(root, 'src'), { recursive: true }).map((name) => `/src/${name}`)
  const paths = ['/.ci/bundle.mjs', ...PACKAGES, '/src', ...below]
  const stats = paths.map((path) => statSync(root + path))
  return { from: root, paths, sizes: stats.map(({ size }) => size), times: stats.map(({ mtimeMs }) => mtimeMs) }
}

async function bundle(rolldown) {
  mkdirSync(folder, { recursive: true })
  const of = sources()
  const made = mkdtempSync(join(folder, 'made-'))
  const build = await rolldown({
    input: join(root, 'src/cli.ts'),
    platform: 'node',
    // pg asks for it and does without it.
    external: ['pg-native'],
    plugins: [onlyWhatIsUsed, itsOwnPlace],
    logLevel: 'silent',
  })
  await build.write({
    dir: made,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    // All of it is read at each start, and kept in memory. Names are left as they are, for whoever reads a stack.
    comments: false,
    minify: { compress: false, mangle: false, codegen: true },
  })
  await build.close()
  const before = current()
  const next = join(made, CURRENT)
  writeFileSync(next, JSON.stringify({ entry: join(basename(made), 'cli.mjs'), ...of }))
  renameSync(next, join(folder, CURRENT))
  // The one before stays for whoever runs on it.
  const kept = [CURRENT, basename(made), before]
  for (const name of readdirSync(folder))
    if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true, force: true })
}

function current() {
  try {
    return dirname(JSON.parse(readFileSync(join(folder, CURRENT), 'utf8')).entry)
  } catch {
    return undefined
  }
}

if (freshBundle(root) === undefined) {
  const packages = await import('rolldown').catch(() => undefined)
  try {
    if (packages !== undefined) await bundle(packages.rolldown)
  } catch (error) {
    console.error(`No bundle was made, so starts take longer: ${error.message}`)
  }
}
