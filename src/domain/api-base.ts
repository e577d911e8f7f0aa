/** WeChat's own API hosts: main, disaster recovery, and the regions (developers.weixin.qq.com, interface domain names). */
export const PLATFORM_HOSTS: ReadonlySet<string> = new Set([
  'api.weixin.qq.com',
  'api2.weixin.qq.com',
  'sh.api.weixin.qq.com',
  'sz.api.weixin.qq.com',
  'hk.api.weixin.qq.com',
])

export const API_BASE_EXPECTED = `https:// and one of ${[...PLATFORM_HOSTS].join(', ')}, or an address of this machine (http://127.0.0.1:PORT); no path, no user, no query`

/**
 * The origin of an API address, or undefined if secrets must not be sent there: https on the platform's own hosts, or this
 * machine, where the sandbox is.
 */
export function toApiBase(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return undefined
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#@]/.test(text)) return undefined
  const platform = url.protocol === 'https:' && url.port === '' && PLATFORM_HOSTS.has(url.hostname)
  const web = url.protocol === 'http:' || url.protocol === 'https:'
  return platform || (web && isThisMachine(url.hostname)) ? url.origin : undefined
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
