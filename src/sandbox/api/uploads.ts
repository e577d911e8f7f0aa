import type { MediaFile, MediaKind } from '../console/materials.ts'
import { Refusal } from '../refusal.ts'
import type { ApiCall } from './endpoint.ts'

const MB = 1_048_576
const LIMITS: Readonly<Record<MediaKind, { readonly bytes: number; readonly endings: readonly string[] }>> = {
  image: { bytes: 10 * MB, endings: ['jpg', 'jpeg', 'png', 'gif', 'bmp'] },
  voice: { bytes: 2 * MB, endings: ['amr', 'mp3', 'wma', 'wav'] },
  video: { bytes: 10 * MB, endings: ['mp4'] },
  thumb: { bytes: 64 * 1024, endings: ['jpg', 'jpeg'] },
}
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  bmp: 'image/bmp',
  amr: 'audio/amr',
  mp3: 'audio/mpeg',
  wma: 'audio/x-ms-wma',
  wav: 'audio/wav',
  mp4: 'video/mp4',
}
/** What lasts three days takes these only. */
const PERMANENT_ONLY: ReadonlySet<string> = new Set(['bmp', 'wma', 'wav'])

export function isMediaKind(kind: string | null): kind is MediaKind {
  return kind !== null && Object.hasOwn(LIMITS, kind)
}

/** The file of an upload, checked as the platform checks it. Throws a `Refusal`. */
export function readUpload({ query, form }: ApiCall, permanent: boolean): MediaFile {
  const kind = query.get('type')
  if (!isMediaKind(kind)) throw new Refusal(40004)
  const part = form?.get('media')
  if (part === undefined) throw new Refusal(41005)
  const name = part.filename ?? ''
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const { bytes: most, endings } = LIMITS[kind]
  // A name without an ending is refused, whatever the bytes say.
  if (!endings.includes(ending) || (!permanent && PERMANENT_ONLY.has(ending))) throw new Refusal(40113)
  if (part.bytes.length === 0) throw new Refusal(44001)
  if (part.bytes.length > most) throw new Refusal(40006)
  return { kind, name, type: TYPES[ending] ?? part.type, bytes: part.bytes, ...descriptionOf(form, kind, permanent) }
}

/** A permanent video needs a title and an introduction. */
function descriptionOf(
  form: ApiCall['form'],
  kind: MediaKind,
  permanent: boolean,
): { title: string; introduction: string } {
  if (kind !== 'video' || !permanent) return { title: '', introduction: '' }
  try {
    const described = JSON.parse(form?.get('description')?.bytes.toString() ?? '') as Record<string, unknown>
    const { title, introduction } = described
    if (typeof title === 'string' && title !== '' && typeof introduction === 'string') return { title, introduction }
  } catch {
    // Said below, as for one that is missing.
  }
  throw new Refusal(41005)
}
