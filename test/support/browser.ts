import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache')

/** A real Chromium: on Linux x64 the one that npm brought, elsewhere an installed Chrome. */
export async function openBrowser(): Promise<Browser> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    return chromium.launch({ executablePath: await unpackedChromium(), args: ['--no-sandbox'] })
  }
  try {
    return await chromium.launch({ channel: 'chrome' })
  } catch (cause) {
    throw new Error('The browser tests need Google Chrome on this machine: install it, then run them again.', { cause })
  }
}

/** Unpacks it once for each version. Several processes may do so at once: what counts is the first to be whole. */
async function unpackedChromium(): Promise<string> {
  const { version } = createRequire(import.meta.url)('../../node_modules/@sparticuz/chromium/package.json') as {
    version: string
  }
  const home = join(CACHE, `chromium-${version}`)
  const executable = join(home, 'chromium')
  if (existsSync(executable)) return executable
  mkdirSync(CACHE, { recursive: true })
  const fresh = mkdtempSync(join(CACHE, 'unpacking-'))
  const temporary = process.env['TMPDIR']
  // Where that package unpacks itself to, and looks for an earlier copy of whatever version.
  process.env['TMPDIR'] = fresh
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    await packed.executablePath()
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(executable)) throw error
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = temporary
  }
  return executable
}
