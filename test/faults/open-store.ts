import { systemClock } from '../../src/domain/clock.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'

/*
 * Opens a store, which brings its schema up to date, and closes it again: a process for the harness to kill meanwhile. It
 * begins when it is told to.
 */
const [, , path = ''] = process.argv

// The levers let go of the channel; this process lives by it.
process.channel?.ref()
process.on('message', (message: { go?: boolean }) => {
  if (message.go !== true) return
  openSqliteStore({ path, appid: 'wx5a4db0c0ffee0001', clock: systemClock })
    .then((store) => store.close())
    .then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
})
