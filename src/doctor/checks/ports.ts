import { createServer } from 'node:net'
import { fail, ok, warn, type Finding } from '../finding.ts'
import type { CheckContext } from '../context.ts'

/** Whether the bot can listen where the settings say, or does so already. */
export async function checkPort({ config, bot }: CheckContext, storeIsHeld: boolean): Promise<Finding> {
  const { host, port } = config
  const where = `${host}:${port}`
  if (port === 0) return ok('port', '由系统任选一个', 'any that is free')
  if (bot !== null && storeIsHeld) return ok('port', `fenzu 正在 ${where} 运行`, `a fenzu is running on ${where}`)
  if (bot !== null)
    return warn('port', {
      title: { zh: `${where} 上是另一个 fenzu`, en: `another fenzu is running on ${where}` },
      cause: {
        zh: '它用的不是这里设置的存储文件',
        en: 'it works on another store than the one of these settings',
      },
      next: {
        zh: '在它的文件夹里、用它的设置运行 doctor；或在这里设置另一个 PORT。',
        en: 'Run this in its folder with its settings, or set another PORT here.',
      },
    })
  const code = await tryToListen(host, port)
  if (code === null) return ok('port', `${where} 空闲`, `${where} is free`)
  return fail('port', { title: { zh: `${where} 用不了`, en: `${where} can not be had` }, ...whyNot(code, 'PORT') })
}

/** Whether the simulated platform can listen, or does so already. */
export async function checkSandboxPort({ config, sandboxUrl }: CheckContext): Promise<Finding | null> {
  const { port } = config.sandbox
  if (config.kind !== 'sandbox' || port === 0) return null
  if (sandboxUrl !== null) return ok('sandbox-port', `沙箱正在 ${port} 运行`, `a sandbox is running on ${port}`)
  const code = await tryToListen('127.0.0.1', port)
  if (code === null) return ok('sandbox-port', `${port} 空闲`, `${port} is free`)
  return fail('sandbox-port', {
    title: { zh: `${port} 用不了`, en: `${port} can not be had` },
    ...whyNot(code, 'SANDBOX_PORT'),
  })
}

/** The system's code, or null when it could. */
function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => {
      resolve('code' in error ? String(error.code) : error.name)
    })
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve(null)
      })
    })
  })
}

function whyNot(code: string, setting: string) {
  if (code === 'EADDRINUSE')
    return {
      cause: { zh: `别的程序占着它（${code}）`, en: `another program listens there (${code})` },
      next: {
        zh: `停下那个程序，或把 ${setting} 设成另一个。`,
        en: `Stop that program, or set ${setting} to another one.`,
      },
    }
  if (code === 'EACCES')
    return {
      cause: { zh: `这个用户不能用它（${code}）`, en: `this user may not use it (${code})` },
      next: { zh: `把 ${setting} 设成 1024 以上。`, en: `Set ${setting} to one above 1023.` },
    }
  return {
    cause: { zh: `本机没有这个地址（${code}）`, en: `this machine has no such address (${code})` },
    next: { zh: '改正 HOST，或去掉它。', en: 'Put HOST right, or leave it out.' },
  }
}
