import type { Language } from '../domain/facts.ts'
import { CHECKS, type Finding } from './finding.ts'

/** What was found of one account; `account` is null where it is the only one. */
export interface Report {
  readonly account: string | null
  readonly findings: readonly Finding[]
}

const MARKS = { ok: '✅', warn: '⚠️', fail: '❌', 'left-out': '·' } as const

const WORDS = {
  zh: { cause: '原因', next: '下一步', console: '位置', leftOut: '没有检查', colon: '：' },
  en: { cause: 'cause', next: 'next', console: 'place', leftOut: 'not checked', colon: ': ' },
} as const

/** For people: each account below its name. */
export function toLines(reports: readonly Report[], language: Language): string[] {
  return reports.flatMap(({ account, findings }) => [
    ...(account === null ? [] : [`── ${account}`]),
    ...accountLines(findings, language),
    ...(account === null ? [] : ['']),
  ])
}

/** A head line with the verdict, then one line a check, and below a bad one why, what to do and where. */
function accountLines(findings: readonly Finding[], language: Language): string[] {
  const { colon, ...words } = WORDS[language]
  const looked = findings.filter(({ state }) => state !== 'left-out')
  const line = ({ name, state, title }: Finding): string =>
    `${MARKS[state]} ${CHECKS[name][language]}${colon}${title[language]}`
  return [
    headLine(findings, language),
    '',
    ...looked.flatMap((finding) => {
      if (finding.state === 'ok' || finding.state === 'left-out') return [line(finding)]
      const { cause, next, console } = finding
      return [
        line(finding),
        `     ${words.cause}${colon}${cause[language]}`,
        `     ${words.next}${colon}${next[language]}`,
        ...(typeof console === 'string' ? [`     ${words.console}${colon}${console}`] : []),
      ]
    }),
    ...leftOutLines(findings, language),
  ]
}

/** What was not looked at, together where the reason is the same. */
function leftOutLines(findings: readonly Finding[], language: Language): string[] {
  const { leftOut, colon } = WORDS[language]
  const reasons = Map.groupBy(
    findings.filter(({ state }) => state === 'left-out'),
    ({ title }) => title[language],
  )
  if (reasons.size === 0) return []
  const separator = language === 'zh' ? '、' : ', '
  const lines = [...reasons].map(([reason, these]) => {
    return `${MARKS['left-out']} ${these.map(({ name }) => CHECKS[name][language]).join(separator)}${colon}${reason}`
  })
  return ['', `${leftOut}${colon.trim()}`, ...lines]
}

/** Says first what no other repair can make up for: an account without the permission. */
function headLine(findings: readonly Finding[], language: Language): string {
  const bad = findings.filter(({ state }) => state === 'fail')
  const first = bad.find(({ name }) => name === 'permissions') ?? bad[0]
  const warnings = findings.filter(({ state }) => state === 'warn').length
  const good = findings.filter(({ state }) => state === 'ok').length
  const counts = `✅ ${good}  ⚠️ ${warnings}  ❌ ${bad.length}`
  if (first === undefined) return `fenzu doctor  ${counts}`
  return `fenzu doctor  ${counts}  ${CHECKS[first.name][language]}${WORDS[language].colon}${first.title[language]}`
}

/** For programs: one document, by account where there are several; what was not looked at is not in `checks`. */
export function toJson(reports: readonly Report[], language: Language): string {
  const [only] = reports
  if (only?.account === null) return JSON.stringify(accountDocument(only.findings, language), null, 2)
  const accounts = Object.fromEntries(
    reports.map(({ account, findings }) => [account ?? '', accountDocument(findings, language)] as const),
  )
  return JSON.stringify({ ok: Object.values(accounts).every(({ ok }) => ok), accounts }, null, 2)
}

function accountDocument(findings: readonly Finding[], language: Language) {
  const checks = findings.flatMap((finding) => {
    if (finding.state === 'left-out') return []
    const { name, state, title } = finding
    const trouble = finding.state === 'ok' ? null : finding
    return {
      name,
      state,
      title: title[language],
      cause: trouble?.cause[language] ?? null,
      next: trouble?.next[language] ?? null,
      console: trouble?.console ?? null,
    }
  })
  const notChecked = findings
    .filter(({ state }) => state === 'left-out')
    .map(({ name, title }) => ({ name, title: title[language] }))
  return { ok: !hasFailed(findings), checks, notChecked }
}

export function hasFailed(findings: readonly Finding[]): boolean {
  return findings.some(({ state }) => state === 'fail')
}
