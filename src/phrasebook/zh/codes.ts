import { safeText } from '../safe-text.ts'
import { lines, safeCommand, safeHint, type Phrases } from '../wording.ts'

/** QR codes. */
export const CODES = {
  'qr-code': ({ scene, days, picture, link }) =>
    lines(
      `✅ 二维码「${safeText(scene)}」，${days === null ? '永久有效' : `${days} 天内有效`}`,
      `图片：${safeHint(picture)}`,
      link === null ? null : `链接：${safeHint(link)}`,
    ),
  'qr-code-not-allowed': () =>
    lines('❌ 本号不能生成这种二维码（48001）', '只有已认证的服务号和测试号可以，订阅号和未认证的号不行'),
  'bad-qr-code': ({ reason, example }) =>
    reason === 'days'
      ? lines('❌ 有效期可以是 1 到 30 天，不写就是永久', `例：${safeCommand(example)}`)
      : lines('❌ 标识要 1 到 64 个字符：字母、数字、_ 或 -，其他文字请加引号', `例：${safeCommand(example)}`),
} satisfies Partial<Phrases>
