import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, ok, warn, type Finding } from '../finding.ts'
import type { CheckContext } from '../context.ts'

const FOR_OTHERS = 0o077
const WRITABLE_BY_OTHERS = 0o022

/** The store holds who did what to whom, `.env` the secrets: both are for the bot's own user. */
export function checkFiles({ config, folder }: CheckContext): Finding {
  // Windows has rights of another kind, which mode bits don't show.
  if (process.platform === 'win32' || config.databasePath === ':memory:' || config.databaseUrl !== undefined)
    return ok('data-rights', '没有要检查的文件', 'there is nothing to look at')
  const path = resolve(folder, config.databasePath)
  const files = [...storeFiles(path), join(folder, '.env')].filter((file) => existsSync(file))
  const data = dirname(path)
  const ownFolder = existsSync(data) && data !== resolve(folder)
  const foreign = [...(ownFolder ? [data] : []), ...files].filter((file) => isForeign(file))
  if (foreign.length > 0) return foreignFiles(foreign)
  const open = files.filter((file) => (statSync(file).mode & FOR_OTHERS) !== 0)
  const folderOpen = ownFolder && (statSync(data).mode & WRITABLE_BY_OTHERS) !== 0
  if (open.length > 0 || folderOpen) return openFiles(open, folderOpen ? data : null)
  return ok('data-rights', '只有本用户可以读写', "readable by the bot's own user only")
}

/** The file itself and what SQLite and an upgrade put beside it. */
function storeFiles(path: string): string[] {
  const [folder, name] = [dirname(path), basename(path)]
  return namesIn(folder)
    .filter((file) => file === name || file.startsWith(`${name}-`) || file.startsWith(`${name}.`))
    .map((file) => join(folder, file))
}

/** None where there is no such folder, or it may not be read: then the folder itself is what is wrong. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** root may look at anybody's files. */
function isForeign(file: string): boolean {
  const user = process.geteuid?.()
  return user !== undefined && user !== 0 && statSync(file).uid !== user
}

function foreignFiles(files: readonly string[]): Finding {
  const names = files.join(', ')
  return fail('data-rights', {
    title: { zh: '文件属于别的用户', en: 'files belong to another user' },
    cause: { zh: `${names} 不属于现在的用户`, en: `${names}: not of the user who runs this` },
    next: {
      zh: '用运行 fenzu 的那个用户来运行；或用 chown 把它们交给这个用户。',
      en: 'Run this as the user who runs fenzu, or give them to this user with chown.',
    },
  })
}

function openFiles(files: readonly string[], folder: string | null): Finding {
  const names = [...files, ...(folder === null ? [] : [folder])]
  const commands = [
    ...(folder === null ? [] : [`chmod 700 ${folder}`]),
    ...(files.length === 0 ? [] : [`chmod 600 ${files.join(' ')}`]),
  ].join(' && ')
  return warn('data-rights', {
    title: { zh: '别的用户也能读或写', en: 'other users can read or write them' },
    cause: { zh: `权限太宽：${names.join('、')}`, en: `too wide: ${names.join(', ')}` },
    next: { zh: `执行：${commands}`, en: `Run: ${commands}` },
  })
}
