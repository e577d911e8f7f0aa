import { isIP } from 'node:net'
import type { SettingsReader } from './complaints.ts'

const NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*$/

/** Where to listen: an IP address, IPv6 also in the brackets that it has in a URL, or a name of this machine. */
export function readHost(reader: SettingsReader, fallback: string): string {
  const given = reader.value('HOST')
  if (given === undefined) return fallback
  const host = /^\[(.*)\]$/.exec(given)?.[1]
  if (host !== undefined ? isIP(host) === 6 : isIP(given) !== 0) return host ?? given
  // A row of numbers is an address that was mistyped, not a name.
  if (!NAME.test(given) || /^[\d.]+$/.test(given))
    reader.complain('HOST', 'an IP address or a name of this machine, without http:// and port')
  return given
}
