import type { Attempt, Reading } from '../reading.ts'
import { findByName } from '../tokens/command-names.ts'
import { foldWord } from '../tokens/letters.ts'

/** Reads what follows a command word, as its command reads it. */
export function readArguments(attempt: Attempt): Reading {
  const { reader } = attempt.spec
  return (reader.exact ? undefined : readAskForHelp(attempt)) ?? reader.read(attempt)
}

/** `？`, ` 帮助` and the like. */
const LONGEST_CALL_FOR_HELP = 16

/** 移动？ and 移动 帮助: the command asks what it is. */
function readAskForHelp({ spec, tail, specs }: Attempt): Reading | undefined {
  const help = specs.find(({ explains }) => explains === true)
  if (help === undefined || tail.length > LONGEST_CALL_FOR_HELP) return undefined
  const asked = foldWord(tail.trim())
  if (asked === '' || findByName(asked, [help]) === undefined) return undefined
  return { kind: 'command', spec: help, args: spec === help ? {} : { commandName: spec.name } }
}
