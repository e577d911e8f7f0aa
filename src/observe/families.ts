import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5, 5, 10, 15]

/** The values of one family when somebody reads: label values and number. */
export type Samples = Iterable<readonly [labels: Readonly<Record<string, string>>, value: number]>

export interface FamilyNames {
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly string[]
}

/** Declares families of metrics in one registry. What is asked for when the metrics are read is given as a function. */
export class Families {
  readonly #registry: Registry

  constructor(registry: Registry) {
    this.#registry = registry
  }

  counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] })
  }

  histogram(name: string, help: string, labelNames: readonly string[], buckets = SECONDS): Histogram {
    return new Histogram({ name, help, labelNames: [...labelNames], buckets, registers: [this.#registry] })
  }

  /** A counter of what is counted where it happens. */
  countersRead({ name, help, labelNames = [] }: FamilyNames, samples: () => Samples): void {
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      collect() {
        this.reset()
        for (const [labels, value] of samples()) this.inc(labels, value)
      },
    })
  }

  gaugesRead({ name, help, labelNames = [] }: FamilyNames, samples: () => Samples | Promise<Samples>): void {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      async collect() {
        const read = await samples()
        this.reset()
        for (const [labels, value] of read) this.set(labels, value)
      },
    })
  }
}
