import { randomUUID } from 'node:crypto'

/** A file that goes to the platform as a form, in the field `media`. */
export interface Upload {
  /** With an ending: the platform refuses one without (40113). */
  readonly filename: string
  readonly type: string
  readonly bytes: Buffer
  /** The field `description`, as JSON: a permanent video needs it. */
  readonly description?: { readonly title: string; readonly introduction: string }
}

/** A file that came from the platform. */
export interface DownloadedFile {
  readonly bytes: Buffer
  /** As the platform called it; empty when it did not. */
  readonly filename: string
  readonly type: string
}

/** One whole body: the platform takes no chunked ones (412). */
export function toForm({ filename, type, bytes, description }: Upload): {
  body: Buffer
  headers: Readonly<Record<string, string>>
} {
  const boundary = randomUUID()
  const name = filename.replaceAll(/["\\\r\n]/g, '')
  const parts = [
    ...(description === undefined
      ? []
      : [
          Buffer.from(
            `--${boundary}\r\nContent-Disposition: form-data; name="description"\r\n\r\n${JSON.stringify(description)}\r\n`,
          ),
        ]),
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]
  return { body: Buffer.concat(parts), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

export function toFile(
  bytes: Buffer,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): DownloadedFile {
  const filename = /filename="?([^";]+)"?/i.exec(String(headers['content-disposition'] ?? ''))?.[1] ?? ''
  return { bytes, filename, type: String(headers['content-type'] ?? '') }
}
