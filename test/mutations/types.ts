import { join } from 'node:path'
import ts from 'typescript'

/** Asks the compiler about one changed file after the other, with everything else as it is. */
export class Types {
  readonly #service: ts.LanguageService
  readonly #changed = new Map<string, { version: number; text: string | undefined }>()

  constructor(root: string) {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
      config: unknown
    }
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root)
    const textOf = (file: string): string | undefined => this.#changed.get(file)?.text ?? ts.sys.readFile(file)
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames.filter((file) => !file.includes('/test/')),
      getScriptVersion: (file) => String(this.#changed.get(file)?.version ?? 0),
      getScriptSnapshot: (file) => {
        const text = textOf(file)
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      readFile: textOf,
      fileExists: (file) => ts.sys.fileExists(file),
    })
  }

  /** Whether the compiler refuses the changed file itself; `npm run check` would then be what notices it. */
  refuse(path: string, text: string): boolean {
    const version = this.#changed.get(path)?.version ?? 0
    this.#changed.set(path, { version: version + 1, text })
    const found = [...this.#service.getSyntacticDiagnostics(path), ...this.#service.getSemanticDiagnostics(path)]
    this.#changed.set(path, { version: version + 2, text: undefined })
    return found.length > 0
  }
}
