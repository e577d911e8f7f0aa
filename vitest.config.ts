import { defineConfig } from 'vitest/config'

/** Rooms whose tests start no process: their files share what a worker has loaded, so a test leaves nothing behind. */
const TOGETHER = [
  'bot',
  'commands',
  'dispatch',
  'groups',
  'mutations',
  'observe',
  'people',
  'protocol',
  'rules',
  'wechat',
].map((room) => `test/${room}/**/*.test.ts`)
/** Those that put a part of their own in the place of one of the source's, which only Vite's loader can. */
const MOCKED = ['test/journeys/rules-store-down.test.ts']
const NO_TESTS = ['test/bench/**', 'test/faults/**']

export default defineConfig({
  test: {
    globalSetup: ['test/support/postgres-run.ts', 'test/support/browser-run.ts'],
    // Against what hangs: how long a machine takes says nothing about right or wrong.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    restoreMocks: true,
    // Much of what the tests wait for is other processes, not this machine's cores.
    maxWorkers: 3,
    // Node runs the source as it is.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    projects: [
      {
        extends: true,
        // What one file goes through is recorded of a process of its own (test/mutations/record.ts).
        test: { name: 'together', include: TOGETHER, isolate: process.env['FENZU_COVERAGE'] !== undefined },
      },
      { extends: true, test: { name: 'mocked', include: MOCKED, experimental: { viteModuleRunner: true } } },
      {
        extends: true,
        test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [...NO_TESTS, ...TOGETHER, ...MOCKED] },
      },
    ],
  },
})
