import { safeText } from '../safe-text.ts'
import { lines, safeCommand, safeHint, type Phrases } from '../wording.ts'

/** QR codes. */
export const CODES = {
  'qr-code': ({ scene, days, picture, link }) =>
    lines(
      `✅ QR code "${safeText(scene)}", ${days === null ? 'for good' : `good for ${days} ${days === 1 ? 'day' : 'days'}`}`,
      `Picture: ${safeHint(picture)}`,
      link === null ? null : `Link: ${safeHint(link)}`,
    ),
  'qr-code-not-allowed': () =>
    lines(
      '❌ This account may not make such a code (48001)',
      'Only verified service accounts (服务号) and test accounts may',
    ),
  'bad-qr-code': ({ reason, example }, say) =>
    reason === 'days'
      ? lines(
          '❌ A code is good for 1 to 30 days; without a number, for good',
          `Example: ${safeCommand(say.english(example))}`,
        )
      : lines(
          '❌ A code is called by 1 to 64 letters, digits, _ or -; put other words into quotes',
          `Example: ${safeCommand(say.english(example))}`,
        ),
} satisfies Partial<Phrases>
