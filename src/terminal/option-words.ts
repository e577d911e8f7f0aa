import { nearestOf } from '../domain/nearest.ts'

/**
 * One sentence for what node:util's parseArgs refused, with the option that was most likely meant; undefined when it was not
 * parseArgs that threw. `options` are the names there are, without dashes.
 */
export function explainOptions(error: unknown, options: readonly string[]): string | undefined {
  if (!(error instanceof TypeError) || !('code' in error)) return undefined
  const [, quoted = ''] = /'(-{1,2}[^' ]*)/.exec(error.message) ?? []
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const meant = nearestOf(quoted, options)
      const known =
        options.length === 0 ? 'it takes none' : `there are ${options.map((name) => `--${name}`).join(', ')}`
      return `There is no option ${quoted}: ${meant === undefined ? `${known}.` : `did you mean --${meant}?`}`
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE': {
      const [option = quoted] = /--[\w-]+/.exec(error.message) ?? []
      return error.message.includes('does not take')
        ? `${option} takes no value.`
        : `${option} needs a value behind it.`
    }
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `"${/^Unexpected argument '(.*)'\. This command /s.exec(error.message)?.[1] ?? ''}" is one word too many.`
    default:
      return undefined
  }
}
