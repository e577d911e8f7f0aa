/** A text as its reader sees it: of a link its words are left. */
export function withoutLinks(text: string): string {
  return text.replaceAll(/<a\s[^>]*>([^<]*)<\/a>/g, '$1')
}
