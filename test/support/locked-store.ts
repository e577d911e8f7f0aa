import { DatabaseSync } from 'node:sqlite'
import { until } from './stage.ts'

/**
 * Somebody else holds the store until they are asked to let it go. Where the bot is of this process, a transaction of its own
 * may be open just then: nobody may wait for it without leaving it its turn.
 */
export async function lockStore(path: string): Promise<{ letGo: () => void }> {
  const other = new DatabaseSync(path)
  await until(() => Promise.resolve(begins(other)), 'the lock of the store')
  return {
    letGo: () => {
      other.exec('ROLLBACK')
      other.close()
    },
  }
}

function begins(other: DatabaseSync): boolean {
  try {
    other.exec('BEGIN IMMEDIATE')
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked')) return false
    throw error
  }
}
