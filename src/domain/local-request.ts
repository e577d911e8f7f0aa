/** What a request shows of where it comes from; every request of node:http has it. */
export interface RequestOrigin {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly socket: { readonly remoteAddress?: string | undefined }
}

const LOOPBACK_ADDRESS = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i

/**
 * Headers by which proxies, load balancers, CDNs and tunnels tell of whom they speak for, or of themselves. A client on this
 * machine sends none of them. Sources: RFC 7239 and RFC 9110 (Forwarded, Via), and the documentation of nginx, HAProxy,
 * Envoy, Traefik, Varnish, Cloudflare, Akamai, Fastly, CloudFront, Azure, Google Cloud, Heroku, Vercel, Netlify, Fly.io,
 * Alibaba Cloud, Tencent Cloud, Tailscale and ngrok.
 */
const PROXY_HEADER = new RegExp(
  `^(?:${[
    'via|forwarded(?:-.*)?|x-forward(?:ed|er)?(?:-.*)?|max-forwards|front-end-https|x-url-scheme|x-scheme',
    'x-real-.*|real-?ip|(?:x-)?remote-(?:ip|addr|user)|(?:x-)?(?:cluster-)?client-?ip|(?:x-)?true-client-.*|x-client-.*',
    'x-original-.*|x-originating-.*|x-host|x-proxy.*|(?:wl-)?proxy-(?!authorization$).*|x-https?-.*|x-haproxy-.*',
    'cf-.*|cdn-.*|x-cdn(?:-.*)?|x-edge-.*|fastly-.*|akamai-.*|x-akamai-.*|incap-.*|x-sucuri-.*|x-varnish',
    'x-amzn?-.*|cloudfront-.*|x-azure-.*|x-fd-.*|x-arr-.*|x-appengine-.*|x-cloud-trace-context|x-goog-.*|x-iap-.*',
    'x-vercel-.*|x-nf-.*|fly-.*|x-heroku-.*|x-request-start|x-envoy-.*|ngrok-.*|tailscale-.*|x-tailscale-.*',
    'ali-.*|eagleid|eagleeye-.*|wl-.*|x-nws-.*|x-tencent-.*|x-stgw-.*|x-waf-.*|x-slb-.*|slb-.*',
  ].join('|')})$`,
)

/**
 * Whether a request was made on this machine: the other end of the socket and Host are loopback, and no proxy has left a
 * header. Host is looked at because a foreign name can be made to resolve to 127.0.0.1 (DNS rebinding). A proxy on this
 * machine that writes a loopback Host and adds no header can't be told from a local client by this.
 * `hosts` are names besides loopback that Host may have.
 */
export function isLocalRequest({ headers, socket }: RequestOrigin, hosts?: ReadonlySet<string>): boolean {
  if (!LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '')) return false
  const host = headers['host']
  if (typeof host !== 'string' || !(LOOPBACK_HOST.test(host) || hosts?.has(host.toLowerCase()) === true)) return false
  return !Object.keys(headers).some((name) => PROXY_HEADER.test(name))
}
