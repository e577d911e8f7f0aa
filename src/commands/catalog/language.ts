import type { LocalCommand } from '../command.ts'
import { LANGUAGE } from '../specs.ts'

/** 语言: in which tongue this admin is answered. */
export const language: LocalCommand = {
  kind: 'local',
  spec: LANGUAGE,
  async answer({ language: wanted }, admin, { admins }) {
    if (wanted === undefined) return { answer: { kind: 'which-language', examples: [...LANGUAGE.examples] } }
    await admins.setLanguage(admin, wanted)
    return { answer: { kind: 'language', language: wanted } }
  },
}
