// Loaded before the bot (`node --import`): kills the process at a chosen commit of its store, as a power cut would. It counts
// from the moment it gets SIGUSR2. KILL_AT is `before:2` or `after:1`: the second commit never happens, or the first is the last
// thing that does.
import { DatabaseSync } from 'node:sqlite'

const [side, nth] = (process.env.KILL_AT ?? '').split(':')
let left = Infinity

process.on('SIGUSR2', () => {
  left = Number(nth)
})

const prepare = DatabaseSync.prototype.prepare
DatabaseSync.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  if (sql !== 'commit') return statement
  const run = statement.run.bind(statement)
  statement.run = (...parameters) => {
    left -= 1
    if (left === 0 && side === 'before') process.kill(process.pid, 'SIGKILL')
    const result = run(...parameters)
    if (left === 0 && side === 'after') process.kill(process.pid, 'SIGKILL')
    return result
  }
  return statement
}
