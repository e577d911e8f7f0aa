import { FenzuError } from '../domain/errors.ts'

/** The store can't be written or read just now (disk full, read-only, input/output error, locked). Nothing was recorded. */
export class StoreUnavailableError extends FenzuError {
  readonly code = 'store.unavailable'

  constructor(cause: unknown) {
    super('the store cannot be written or read', {
      cause,
      hint: {
        zh: '检查磁盘空间与 data/ 目录的权限；使用 PostgreSQL 时检查数据库是否可用。',
        en: 'Check the free disk space and the rights of the data folder; with PostgreSQL, whether the database is up.',
      },
    })
  }
}

/** The store can't be used at all: another process holds it, its schema is newer than this code, or the file is damaged. */
export class StoreRefusedError extends FenzuError {
  readonly code: 'store.in-use' | 'store.newer-schema' | 'store.damaged' | 'store.cannot-open'

  constructor(code: StoreRefusedError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** Another process has taken over the account. Nothing was recorded, and nothing may be done on the account any more. */
export class LeaseLostError extends FenzuError {
  readonly code = 'store.lease-lost'

  constructor(cause?: unknown) {
    super('another process has taken over this account', { cause })
  }
}
