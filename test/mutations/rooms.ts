/** The tests that belong to a room: first its own, then those further away that go through it, for what is left. */
export interface Room {
  readonly own: readonly string[]
  readonly beyond: readonly string[]
}

const journeys = (...names: string[]): string[] => names.map((name) => `test/journeys/${name}.test.ts`)

export const ROOMS: Readonly<Record<string, Room>> = {
  protocol: {
    own: ['test/protocol/'],
    beyond: ['test/http/fixtures.test.ts', 'test/http/answer.test.ts'],
  },
  store: {
    own: ['test/store/'],
    beyond: [
      'test/clock/stored-limits.test.ts',
      'test/people/',
      'test/process/restore.test.ts',
      'test/process/one-bot.test.ts',
      ...journeys('history', 'undo'),
    ],
  },
  groups: {
    own: ['test/groups/'],
    beyond: journeys('tags', 'undo', 'history', 'commands'),
  },
  bot: {
    own: ['test/bot/'],
    beyond: journeys('deliveries', 'people', 'history', 'claiming', 'withdrawing', 'flooding'),
  },
  commands: {
    own: ['test/commands/', 'test/chat/'],
    beyond: journeys('people', 'history', 'undo', 'withdrawing', 'claiming', 'several', 'roles', 'commands', 'tags'),
  },
}
