import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type BrowserServer } from 'playwright-core'

const MODULES = resolve(import.meta.dirname, '../../node_modules')
const PACKAGE = join(MODULES, '@sparticuz/chromium')
const CACHE = join(MODULES, '.cache')

/** A real Chromium: on Linux x64 the one that npm brought, with the libraries it needs; elsewhere an installed Chrome. */
export async function launchBrowser(): Promise<BrowserServer> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const home = await unpackedChromium()
    const env: Record<string, string | undefined> = { ...process.env, LD_LIBRARY_PATH: join(home, 'al2023', 'lib') }
    // A machine without fonts of its own gets the few that came along.
    if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_PATH'] = join(home, 'fonts')
    // Without its own sandbox, which root and many containers do not allow: it sees nothing but this page.
    return chromium.launchServer({ executablePath: join(home, 'chromium'), args: ['--no-sandbox'], env })
  }
  try {
    return await chromium.launchServer({ channel: 'chrome' })
  } catch (cause) {
    throw new Error('The browser tests need Google Chrome on this machine: install it, then run them again.', { cause })
  }
}

/** Unpacks it once for each version. Several processes may do so at once: the first that is done counts. */
async function unpackedChromium(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
  const home = join(CACHE, `chromium-${version}`)
  if (existsSync(home)) return home
  mkdirSync(CACHE, { recursive: true })
  const fresh = mkdtempSync(join(CACHE, 'unpacking-'))
  const temporary = process.env['TMPDIR']
  // Where that package unpacks to, and takes whatever version it finds for its own.
  process.env['TMPDIR'] = fresh
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium')
    await packed.executablePath()
    await inflate(join(PACKAGE, 'bin', 'al2023.tar.br'))
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = temporary
  }
  return home
}
