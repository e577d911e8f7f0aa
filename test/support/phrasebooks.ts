import { CATALOG } from '../../src/commands/catalog/index.ts'
import { Registry } from '../../src/commands/registry.ts'
import { createPhrasebook } from '../../src/phrasebook/phrasebook.ts'

const { englishNames } = new Registry(CATALOG)

/** Both phrasebooks, with every command by its English name. */
export const PHRASEBOOKS = { zh: createPhrasebook('zh', englishNames), en: createPhrasebook('en', englishNames) }
