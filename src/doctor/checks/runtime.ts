import { fail, ok, type Finding } from '../finding.ts'

const NEEDED = 24

/** `version` as Node says it, `v24.1.0`. */
export function checkRuntime(version: string): Finding {
  const major = Number(/^v(\d+)/.exec(version)?.[1])
  if (major >= NEEDED) return ok('runtime', `Node ${version}`, `Node ${version}`)
  return fail('runtime', {
    title: { zh: `Node ${version} 太旧`, en: `Node ${version} is too old` },
    cause: { zh: `fenzu 需要 Node ${NEEDED} 或更新`, en: `fenzu needs Node ${NEEDED} or newer` },
    next: {
      zh: `从 https://nodejs.org/ 安装 Node ${NEEDED}；在 Linux 与 Windows 上重新执行 npm ci 也会带来它。`,
      en: `Install Node ${NEEDED} from https://nodejs.org/; on Linux and Windows npm ci brings it too.`,
    },
  })
}
