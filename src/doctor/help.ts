import type { Language } from '../domain/facts.ts'

export const HELP: Readonly<Record<Language, string>> = {
  en: `fenzu doctor: looks at this set-up and says what is wrong, why, and what to do

  --url URL       tries the callback as the world sees it, https://YOUR.HOST/wechat
  --json          one JSON document, for programs
  --account NAME  one account of FENZU_ACCOUNTS (default: each of them)
  --lang zh|en    the language (default: Chinese where LANG begins with zh, else English)

It reads the settings as the bot does (environment or .env), changes nothing, and works with and without a running fenzu.
Without an account it looks at the run with the simulated WeChat. Exit code: 0 without ❌, 1 with one, 2 for bad settings.`,
  zh: `fenzu doctor：检查这套部署，说出哪里不对、为什么、怎么办

  --url URL       从公网地址 https://你的域名/wechat 试一次握手
  --json          输出一个 JSON 文档，给程序用
  --account NAME  只检查 FENZU_ACCOUNTS 里的一个公众号（默认：逐个检查）
  --lang zh|en    语言（默认：LANG 以 zh 开头时用中文，否则用英文）

它与机器人读同样的设置（环境变量或 .env），什么都不改；fenzu 运行与否都能用。没有公众号时检查模拟微信的那种运行。
退出码：没有 ❌ 为 0，有 ❌ 为 1，设置不对为 2。`,
}
