/** How much of a stranger's text an answer shows. */
const SHOWN_CHARACTERS = 60

/** In the first group what joins two emoji, which stays; else controls, marks of direction and joining, halves of letters, and the fillers that are letters but show nothing. */
const INVISIBLE =
  /((?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic}))|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu

/**
 * Text that somebody else wrote (the name of a group, a remark, what was typed), fit to stand in an answer. WeChat shows
 * `<a href>` in a text as a link, and a link can send a command when it is tapped: so < and > become full-width. What
 * can't be seen or turns the direction of reading becomes ·, and the length is clipped.
 */
export function safeText(text: string, limit: number = SHOWN_CHARACTERS): string {
  const shown = text
    .replaceAll(INVISIBLE, (_, joiner?: string) => joiner ?? '·')
    .replaceAll('<', '＜')
    .replaceAll('>', '＞')
  const letters = Array.from(shown.slice(0, limit * 2 + 2))
  return letters.length <= limit ? shown : `${letters.slice(0, limit - 1).join('')}…`
}
