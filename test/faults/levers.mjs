// Loaded before the bot (`node --import`): lets the harness pull levers inside the process, over the channel it was started
// with. `kill: {side, pattern}` ends the process −9 right before or right after the commit of the next transaction that runs
// a statement like the pattern, as a power cut would (with `alone`, around such a statement itself; LEVERS_KILL in the environment pulls it before the start); `pages` bounds the store's size, so that it is full; `skewMs` turns
// the process's clock; `collect` collects all garbage.
import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const databases = new Set()
const RealDate = Date
let kill = process.env.LEVERS_KILL ? toKill(JSON.parse(process.env.LEVERS_KILL)) : undefined
let skewMs = Number(process.env.LEVERS_SKEW_MS ?? 0)
let statements = []

process.on('message', ({ id, levers }) => {
  if ('kill' in levers) kill = levers.kill === null ? undefined : toKill(levers.kill)
  if ('skewMs' in levers) skewMs = levers.skewMs
  if ('pages' in levers) {
    for (const database of databases) database.exec(`PRAGMA max_page_count = ${levers.pages ?? 1_073_741_823}`)
  }
  if (levers.collect === true) collectGarbage()
  process.send({ id, memory: process.memoryUsage() })
})
process.channel?.unref()

function collectGarbage() {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

function toKill(given) {
  return { ...given, pattern: new RegExp(given.pattern) }
}

RealDate.now = (
  (now) => () =>
    now.call(RealDate) + skewMs
)(RealDate.now)

const { exec, prepare } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql) {
  if (/journal_mode = WAL/.test(sql)) databases.add(this)
  return exec.call(this, sql)
}

DatabaseSync.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  for (const name of ['run', 'all', 'get']) {
    const call = statement[name].bind(statement)
    statement[name] = (...parameters) => {
      if (/^begin/i.test(sql)) statements = []
      const ends =
        kill !== undefined &&
        (kill.alone === true
          ? kill.pattern.test(sql)
          : /^commit/i.test(sql) && statements.some((one) => kill.pattern.test(one)))
      statements.push(sql)
      if (ends && kill.side === 'before') process.kill(process.pid, 'SIGKILL')
      const result = call(...parameters)
      if (ends && kill.side === 'after') process.kill(process.pid, 'SIGKILL')
      return result
    }
  }
  return statement
}
