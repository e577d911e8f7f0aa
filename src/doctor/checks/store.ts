import { closeSync, existsSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { systemClock } from '../../domain/clock.ts'
import type { Hint } from '../../domain/errors.ts'
import { examineSqliteStore, type StoreExamination } from '../../store/sqlite/examine.ts'
import { fail, ok, warn, type Finding } from '../finding.ts'
import type { CheckContext } from '../context.ts'

export type { StoreExamination }

/** Each command waits for one sync; beyond this an admin feels it. */
const SLOW_SYNC_MS = 100
const SYNCS = 5

/** The store as it is on disk, without changing it. */
export function examineStore({ config, folder }: CheckContext): StoreExamination {
  if (config.databasePath === ':memory:') return { held: false, file: null, owners: 0, kept: null }
  if (config.databaseUrl !== undefined) return { held: false, file: null, owners: null, kept: null }
  return examineSqliteStore(resolve(folder, config.databasePath), config.account.appid)
}

/** Whether the store can be used: its file, its folder, and how long the disk takes. */
export function checkStore({ config, folder, bot }: CheckContext, { held, file }: StoreExamination): Finding {
  if (config.databasePath === ':memory:') return inMemory()
  if (config.databaseUrl !== undefined) {
    if (bot?.store !== undefined && bot.store !== 'ok') return botCannotWrite(bot.store)
    return bot?.store === undefined
      ? ok('store', 'PostgreSQL：启动时检查', 'PostgreSQL: a start looks at it')
      : ok('store', 'PostgreSQL：正在运行的 fenzu 可以使用', 'PostgreSQL: the running fenzu can use it')
  }
  const path = resolve(folder, config.databasePath)
  if (file !== null && file.problem !== null) return damaged(path, file.problem, file.detail)
  if (held && bot?.store !== undefined && bot.store !== 'ok') return botCannotWrite(bot.store)
  const written = tryToWrite(nearestFolder(dirname(path)))
  if ('code' in written) return unwritable(dirname(path), written.code)
  const ms = Math.round(written.syncMs * 10) / 10
  if (ms >= SLOW_SYNC_MS) return slow(ms)
  if (held)
    return ok(
      'store',
      `一个 fenzu 正在使用它，只读地看过；写盘 ${ms} ms`,
      `a fenzu is running on it, so it was only read; a disk sync takes ${ms} ms`,
    )
  if (file === null)
    return ok('store', `第一次启动时创建；写盘 ${ms} ms`, `will be made at the first start; a disk sync takes ${ms} ms`)
  return ok('store', `可用；写盘 ${ms} ms`, `fit for use; a disk sync takes ${ms} ms`)
}

/** A start makes folders that are not there. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder))
}

/** The usual time of a small write and its sync, with a file of its own that is taken away again. */
function tryToWrite(folder: string): { readonly syncMs: number } | { readonly code: string } {
  const file = join(folder, `.fenzu-doctor-${process.pid}`)
  try {
    const handle = openSync(file, 'wx', 0o600)
    try {
      const times = Array.from({ length: SYNCS }, () => {
        const startedAt = systemClock.elapsed()
        writeSync(handle, Buffer.alloc(4_096))
        fsyncSync(handle)
        return systemClock.elapsed() - startedAt
      })
      return { syncMs: times.sort((a, b) => a - b)[Math.floor(SYNCS / 2)] ?? 0 }
    } finally {
      closeSync(handle)
      unlinkSync(file)
    }
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN' }
  }
}

function damaged(path: string, problem: 'damaged' | 'newer-schema' | 'unreadable', detail: string): Finding {
  return fail('store', { ...PROBLEMS[problem](path), cause: { zh: detail, en: detail } })
}

const PROBLEMS: Readonly<
  Record<'damaged' | 'newer-schema' | 'unreadable', (path: string) => { title: Hint; next: Hint }>
> = {
  damaged: (path) => ({
    title: { zh: '文件已损坏', en: 'the file is damaged' },
    next: {
      zh: `停下 fenzu，用备份换掉 ${path}；或把 DATABASE_URL 指到另一个文件。`,
      en: `Stop fenzu and put a backup in place of ${path}, or set DATABASE_URL to another file.`,
    },
  }),
  'newer-schema': (path) => ({
    title: { zh: '文件由更新的 fenzu 写成', en: 'the file was written by a newer fenzu' },
    next: {
      zh: `运行那个版本，或用这个版本的备份换掉 ${path}。`,
      en: `Run that version, or put a backup of this one in place of ${path}.`,
    },
  }),
  unreadable: (path) => ({
    title: { zh: '文件读不了', en: 'the file can not be read' },
    next: {
      zh: `检查 ${path} 的权限，以及 DATABASE_URL 是否指对了文件。`,
      en: `Look at the rights of ${path}, and whether DATABASE_URL names the right file.`,
    },
  }),
}

function unwritable(folder: string, code: string): Finding {
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return fail('store', {
    title: { zh: '写不进去', en: 'it can not be written' },
    cause: { zh: `${folder} 不能写（${code}）`, en: `${folder} can not be written (${code})` },
    next: full
      ? { zh: '清出磁盘空间。', en: 'Make room on the disk.' }
      : {
          zh: `让运行 fenzu 的用户可以写 ${folder}（容器里：挂载的卷），或把 DATABASE_URL 指到别处。`,
          en: `Let the user who runs fenzu write to ${folder} (in a container: the volume), or set DATABASE_URL to another place.`,
        },
  })
}

function botCannotWrite(problem: string): Finding {
  return fail('store', {
    title: { zh: '运行中的 fenzu 写不进去', en: 'the running fenzu can not write it' },
    cause: { zh: problem, en: problem },
    next: {
      zh: '检查磁盘空间与 data/ 的权限；恢复后它自己继续。',
      en: 'Look at the free space and at the rights of the data folder; it goes on by itself afterwards.',
    },
  })
}

function slow(ms: number): Finding {
  return warn('store', {
    title: { zh: `写盘要 ${ms} ms`, en: `a disk sync takes ${ms} ms` },
    cause: { zh: '每条命令要等一次写盘', en: 'each command waits for one' },
    next: {
      zh: '把 data/ 放到本机的 SSD 上，不要放网络盘。',
      en: 'Put the data folder on an SSD of this machine, not on a network disk.',
    },
  })
}

function inMemory(): Finding {
  return warn('store', {
    title: { zh: '只在内存里', en: 'it is kept in memory only' },
    cause: {
      zh: 'DATABASE_URL 是 :memory:，停止后什么都不留',
      en: 'DATABASE_URL is :memory:, nothing outlives a stop',
    },
    next: {
      zh: '去掉 DATABASE_URL，或写成 sqlite:data/fenzu.db。',
      en: 'Leave DATABASE_URL out, or write sqlite:data/fenzu.db.',
    },
  })
}
