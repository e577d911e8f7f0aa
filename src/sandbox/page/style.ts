/** The page's whole look. It is served as a file of its own: the page allows no style inside itself. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2521; --soft: #5c6b64; --line: #d9e2dd; --paper: #fff; --ground: #f2f5f3; --green: #07873f }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ede9; --soft: #98a8a0; --line: #2c3833; --paper: #18201c; --ground: #0f1512; --green: #3ecb7c }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.6 system-ui, 'PingFang SC', 'Microsoft YaHei', sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { margin: 0 0 .25rem; font-size: 1.75rem; line-height: 1.25 }
h2 { margin: 0 0 .75rem; font-size: 1.1rem }
p { margin: 0 0 .75rem }
section { margin-top: 1.5rem; padding: 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem }
[lang=en] { color: var(--soft) }
h2 [lang=en] { font-weight: 400 }
table { width: 100%; border-collapse: collapse }
th, td { padding: .4rem .5rem .4rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top }
tr:first-child th, tr:first-child td { border-top: 0 }
th { font-weight: 400; color: var(--soft); white-space: nowrap }
td.number { text-align: right; font-variant-numeric: tabular-nums }
code, pre { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace }
code { overflow-wrap: anywhere; color: var(--green) }
pre { margin: 0 0 .75rem; padding: .75rem; overflow-x: auto; background: var(--ground); border-radius: .5rem }
@media (max-width: 30rem) { th { white-space: normal } }
`
