/** The page's own files: modules, styles and the icon as they lie in client/. Nothing else is ever served. */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const FOLDER = join(import.meta.dirname, 'client')
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export interface PageFile {
  readonly type: string
  readonly bytes: Buffer
}

/** Every file by its name, read now. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const name of readdirSync(FOLDER).sort()) {
    const type = TYPES[extname(name)]
    if (type !== undefined) files.set(name, { type, bytes: readFileSync(join(FOLDER, name)) })
  }
  return files
}
