import { z } from 'zod'
import { defineLocal } from '../../define.ts'
import { language as languageName } from '../../reading/arguments/short.ts'

const examples = ['语言 English', '语言 中文', 'lang English']

/** 语言: in which language this admin is answered. */
export const language = defineLocal({
  spec: {
    name: '语言',
    english: 'lang',
    names: ['语言', 'lang'],
    reader: languageName,
    role: 'viewer',
    summary: { zh: '选择用中文还是英文回复', en: 'chooses Chinese or English answers' },
    examples,
  },
  args: z.object({ language: z.enum(['zh', 'en']).exactOptional() }),
  needs: ['admins'],

  async answer({ language: wanted }, { openid }, { admins }) {
    if (wanted === undefined) return { answer: { kind: 'which-language', examples: [...examples] } }
    await admins.setLanguage(openid, wanted)
    return { answer: { kind: 'language', language: wanted } }
  },
})
