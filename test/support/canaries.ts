import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const letters = (count: number) =>
  randomBytes(count * 2)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, count)

/** Secrets that nobody else has, so that finding one of them anywhere proves a leak. */
export function hatch() {
  return {
    appsecret: randomBytes(16).toString('hex'),
    token: `Now${letters(20)}`,
    previousToken: `Old${letters(20)}`,
    encodingAesKey: letters(43),
    previousEncodingAesKey: letters(43),
    metricsToken: `metrics-${letters(20)}`,
  }
}

/** How a secret may look where it leaked: as it is, in a URL, in base64 or hex; an AES key also as the bytes it stands for. */
function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  const key = secret.length === 43 ? [Buffer.from(`${secret}=`, 'base64')] : []
  const texts = [encodeURIComponent(secret), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')]
  return [bytes, ...texts.map((text) => Buffer.from(text)), ...key]
}

/** The names of the secrets that are in there, in whatever form. */
export function findIn(there: string | Buffer, secrets: Readonly<Record<string, string>>): string[] {
  const bytes = Buffer.from(there as string)
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => bytes.includes(form)))
    .map(([name]) => name)
}

/** Every file below a folder, by its path. */
export function filesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(files.map((name) => [name, readFileSync(join(folder, name))]))
}

/** Every text in every column of every table of a store. */
export function textsOf(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all()
    return tables.flatMap(({ name }) =>
      database
        .prepare(`select * from "${String(name)}"`)
        .all()
        .flatMap((row) => Object.values(row).filter((value) => typeof value === 'string')),
    )
  } finally {
    database.close()
  }
}
