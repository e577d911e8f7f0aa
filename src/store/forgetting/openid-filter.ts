/** Bits for each openid, and how many of them are set: one in some thousands that were never added seems to be there. */
const BITS_EACH = 20
const HASHES = 8
const FIRST_CAPACITY = 8_192

interface Layer {
  readonly bits: Uint8Array
  readonly capacity: number
  size: number
}

/**
 * A set of openids in two and a half bytes each, that can say "certainly not" and "maybe", never a wrong "not": a Bloom
 * filter that grows by layers, each twice as large as the one before (Almeida et al., "Scalable Bloom Filters", 2007).
 */
export class OpenidFilter {
  readonly #layers: Layer[] = [layerFor(FIRST_CAPACITY)]

  add(openid: string): void {
    if (this.has(openid)) return
    let layer = this.#layers.at(-1)
    if (layer === undefined || layer.size >= layer.capacity) {
      layer = layerFor((layer?.capacity ?? FIRST_CAPACITY / 2) * 2)
      this.#layers.push(layer)
    }
    layer.size += 1
    const { bits } = layer
    const [first, step] = hashesOf(openid)
    for (let at = 0; at < HASHES; at += 1) {
      const bit = (first + at * step) % (bits.length * 8)
      bits[bit >>> 3] = (bits[bit >>> 3] ?? 0) | (1 << (bit & 7))
    }
  }

  has(openid: string): boolean {
    const [first, step] = hashesOf(openid)
    return this.#layers.some(({ bits }) => {
      for (let at = 0; at < HASHES; at += 1) {
        const bit = (first + at * step) % (bits.length * 8)
        if (((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false
      }
      return true
    })
  }
}

function layerFor(capacity: number): Layer {
  return { bits: new Uint8Array(Math.ceil((capacity * BITS_EACH) / 8)), capacity, size: 0 }
}

/** Two independent hashes (FNV-1a with two beginnings), combined into as many as are needed; the second is odd. */
function hashesOf(openid: string): [number, number] {
  let [one, two] = [0x811c9dc5, 0x9e3779b9]
  for (let at = 0; at < openid.length; at += 1) {
    const code = openid.charCodeAt(at)
    one = Math.imul(one ^ code, 0x01000193)
    two = Math.imul(two ^ code, 0x85ebca6b)
    two ^= two >>> 13
  }
  return [one >>> 0, (two | 1) >>> 0]
}
