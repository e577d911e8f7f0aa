import { hash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import type { MediaFile } from './materials.ts'

/*
 * The bytes behind a media id that stands in the console: a small picture in a colour of its own, or a few bytes that begin
 * as a file of that kind does. The same id always has the same bytes.
 */

const SIDE = 96
/** A byte that says how the row is filtered, and three for each of its pixels. */
const ROW_BYTES = 1 + 3 * SIDE

export function sampleMedia(kind: 'image' | 'voice' | 'video', id: string): MediaFile {
  const about = { kind, title: '', introduction: '' }
  const digest = hash('sha256', id, 'buffer')
  switch (kind) {
    case 'image':
      return { ...about, name: 'sample.png', type: 'image/png', bytes: pictureOf(id, digest) }
    case 'voice':
      return { ...about, name: 'sample.amr', type: 'audio/amr', bytes: Buffer.concat([Buffer.from('#!AMR\n'), digest]) }
    case 'video': {
      const head = Buffer.from([0, 0, 0, 24, ...Buffer.from('ftypmp42'), 0, 0, 0, 0, ...Buffer.from('mp42isom')])
      return { ...about, name: 'sample.mp4', type: 'video/mp4', bytes: Buffer.concat([head, digest]) }
    }
  }
}

/** The pictures of the first world, which each start and each reset would make again. */
const made = new Map<string, Buffer>()
const MOST_MADE = 20

function pictureOf(id: string, digest: Buffer): Buffer {
  const known = made.get(id)
  if (known !== undefined) return known
  const bytes = png(digest)
  if (made.size < MOST_MADE) made.set(id, bytes)
  return bytes
}

/** One colour that fades, so that it is seen where a picture ends. */
function png(digest: Buffer): Buffer {
  const [red = 0, green = 0, blue = 0] = digest
  const rows = Buffer.alloc(SIDE * ROW_BYTES)
  for (let y = 0; y < SIDE; y += 1) {
    const shade = 1 - y / (2 * SIDE)
    const pixel = [red * shade, green * shade, blue * shade].map((part) => Math.round(64 + part * 0.7))
    rows.fill(Buffer.from(pixel), y * ROW_BYTES + 1, (y + 1) * ROW_BYTES)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIDE, 0)
  header.writeUInt32BE(SIDE, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const framed = Buffer.alloc(8 + body.length)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), 4 + body.length)
  return framed
}
