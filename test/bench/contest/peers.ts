import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../peers')

/** What fenzu is compared with, at the versions that the figures are of. */
export const PEERS: Readonly<Record<string, string>> = {
  wechat: '2.1.0',
  'co-wechat': '2.4.0',
  'node-easywechat': '3.6.2',
  koa: '3.3.0',
  // What node-easywechat asks for resolves to a version that lacks a file it reads.
  'node-socialite': '1.4.1',
}

/** Installs the peers into a folder of the bench's own, which git does not see. Throws when npm can't. */
export function installPeers(): void {
  if (Object.keys(PEERS).every((name) => existsSync(join(FOLDER, 'node_modules', name)))) return
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, 'package.json'), JSON.stringify({ private: true, dependencies: PEERS }))
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  execFileSync(npm, ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
