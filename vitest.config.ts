import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** What each file goes through is recorded (test/mutations/record.ts). */
const isRecorded = process.env['FENZU_COVERAGE'] !== undefined

// What one worker has compiled and stripped of types, no other has to; Node reads this when a worker starts. Of functions that
// were compiled before, V8 notes less precisely which blocks were gone through.
if (!isRecorded) process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/tests')

export default defineConfig({
  test: {
    // The first is the last that is taken down.
    globalSetup: ['folder', 'bundle', 'postgres', 'browser'].map((name) => `test/support/${name}-run.ts`),
    // Against what hangs: how long a machine takes says nothing about right or wrong.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    restoreMocks: true,
    // Much of what the tests wait for is other processes, not this machine's cores.
    maxWorkers: 3,
    // Node runs the source as it is.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'test/faults/**'],
    // Files share what a worker has loaded, so a test leaves nothing behind. One that is recorded has a process of its own.
    isolate: isRecorded,
  },
})
