import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { GrowthCurve } from '../results.ts'
import type { WorkFigures } from '../works/store-works.ts'
import { sizes, type Points } from './growth.ts'
import type { Surroundings } from './surroundings.ts'

/** How long the long works of a store take, by its size, and for how long each holds the event loop at most. */
export async function measureWorks({ most, say }: Surroundings): Promise<GrowthCurve[]> {
  const [time, blocks]: [Record<string, Points>, Record<string, Points>] = [{}, {}]
  for (const size of sizes(1_000, 1_000_000, most)) {
    for (const [name, { ms, longestBlockMs }] of Object.entries(await measureStore(size))) {
      ;(time[name] ??= []).push([size, ms])
      ;(blocks[name] ??= []).push([size, longestBlockMs])
      say(`${size}: ${name} took ${ms.toFixed(0)} ms, the loop stood still for ${longestBlockMs.toFixed(1)} ms at most`)
    }
  }
  const of = 'people and commands'
  return [
    { title: 'Long works of the store: time', of, unit: 'ms', series: time },
    { title: 'Long works of the store: longest block of the event loop', of, unit: 'ms', series: blocks },
  ]
}

function measureStore(size: number): Promise<Record<string, WorkFigures>> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, '../works/store-works.ts'), [String(size)])
    child.once('message', (figures: Record<string, WorkFigures>) => {
      resolve(figures)
    })
    child.once('exit', (code) => {
      reject(new Error(`measuring a store of ${size} ended with ${code}`))
    })
  })
}
