/** The rooms that are changed. */
export const ROOMS = ['bot', 'commands', 'groups', 'protocol', 'store'] as const

/**
 * Where tests may notice: those that run the source in their own process, so that it can be seen what they go through. Those that start the
 * bot as a process of its own are left to whoever looks at what lived.
 */
export const TESTS: readonly string[] = [
  'bot',
  'chat',
  'clock',
  'commands',
  'config',
  'dispatch',
  'docs',
  'groups',
  'http',
  'journeys',
  'keep',
  'observe',
  'people',
  'phrasebook',
  'protocol',
  'relay',
  'store',
  'sync',
  'wechat',
  'fleet',
  'forgetting/leaving.test.ts',
].map((name) => (name.endsWith('.ts') ? `test/${name}` : `test/${name}/`))
