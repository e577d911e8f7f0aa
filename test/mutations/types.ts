import { join } from 'node:path'
import ts from 'typescript'

/** Whether the compiler refuses a changed file; `npm run check` would then be what notices it. */
export function refusedByTypes(root: string, path: string, text: string): boolean {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: unknown
  }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const changed = join(root, path)
  const read = host.readFile.bind(host)
  host.readFile = (file) => (file === changed ? text : read(file))
  const program = ts.createProgram([changed], options, host)
  const file = program.getSourceFile(changed)
  return [...program.getSemanticDiagnostics(file), ...program.getSyntacticDiagnostics(file)].length > 0
}
