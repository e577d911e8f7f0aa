/** What a push looks like on the wire in the AES modes. In compat the clear fields, however broken, stand beside `Encrypt`. */
export function sealedPushXml(clearXml: string, to: string, encrypt: string, withClearFields: boolean): string {
  const sealed = `<Encrypt><![CDATA[${encrypt}]]></Encrypt>`
  if (withClearFields) return clearXml.replace(/(?:<\/xml>\s*)?$/, (end) => `${sealed}${end}`)
  return `<xml><ToUserName><![CDATA[${to}]]></ToUserName>${sealed}</xml>`
}
