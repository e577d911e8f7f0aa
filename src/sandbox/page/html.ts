/** The page as the server sends it: everything that stands still. What moves is put in by the modules in client/. */
import type { Words } from './words/language.ts'

export interface PageFacts {
  readonly words: Words
  /** The account's fixed values, by name. */
  readonly values: readonly (readonly [name: string, value: string])[]
  readonly groups: readonly { readonly id: number; readonly name: string; readonly count: number }[]
  readonly following: number
  readonly owner: string
  /** Whether an old system to relay to listens beside the sandbox. */
  readonly hasUpstream: boolean
  /** The page's own address, without a slash at its end. */
  readonly url: string
  readonly modules: readonly string[]
  readonly styles: readonly string[]
}

/** The platform's calls that the fault panel offers; a path of one's own can be typed. */
export function pageHtml(facts: PageFacts): string {
  const { words: w, modules, styles } = facts
  return `<!doctype html>
<html lang="${w.langTag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(w.title)}</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
${styles.map((name) => `<link rel="stylesheet" href="/page/${name}">`).join('\n')}
${modules.map((name) => `<link rel="modulepreload" href="/page/${name}">`).join('\n')}
<script type="module" src="/page/main.js"></script>
</head>
<body data-view="phone" data-owner="${facts.owner}">
<script type="application/json" id="words">${JSON.stringify(w).replaceAll('<', '\\u003c')}</script>
<a class="skip" href="#text">${escape(w.skip)}</a>
<header class="top">
<h1>${escape(w.title)}</h1>
<p>${escape(w.subtitle)}</p>
<span id="link" role="status" data-state="connecting">${escape(w.connecting)}</span>
<a class="lang" href="/?lang=${w.otherLang}" hreflang="${w.otherLang}" lang="${w.otherLang}">${w.otherLangName}</a>
</header>
<noscript><p class="notice">${escape(w.noScript)}</p></noscript>
<nav class="views" aria-label="${escape(w.views)}">
${(['phone', 'world', 'wire', 'faults'] as const).map((view) => `<a href="#${view}" data-view="${view}">${escape(w[view])}</a>`).join('\n')}
</nav>
<main>
${phone(w)}
${world(facts)}
${faults(w)}
${wire(facts)}
${about(facts)}
</main>
</body>
</html>
`
}

function phone(w: Words): string {
  return `<section id="phone" aria-label="${escape(w.phone)}">
<div class="handset">
<header class="bar">
<button id="switch" type="button" aria-label="${escape(w.switchPerson)}"><span aria-hidden="true">‹</span> ${escape(w.switch)}</button>
<div><h2>${escape(w.accountName)}</h2><p id="holder"></p></div>
</header>
<p id="talk-hint" class="unseen">${escape(w.talkHint)}</p>
<div id="talk" role="log" aria-label="${escape(w.conversation)}" aria-describedby="talk-hint" tabindex="0"></div>
<form id="say" autocomplete="off">
<textarea id="text" rows="1" aria-label="${escape(w.type)}" maxlength="20000" enterkeyhint="send"></textarea>
<button class="send" type="submit">${escape(w.send)}</button>
<button id="more" type="button" aria-expanded="false" aria-controls="deeds" aria-label="${escape(w.more)}"></button>
</form>
<nav id="menubar" aria-label="${escape(w.menuBar)}" hidden></nav>
<div id="deeds" hidden>
<button id="follow" type="button">${escape(w.follow)}</button>
<form id="scan"><label>${escape(w.scanScene)} <input name="key" value="expo" list="scenes" required maxlength="64"></label><button>${escape(w.scan)}</button></form>
<datalist id="scenes"></datalist>
<form id="menu"><label>${escape(w.menuKey)} <input name="key" value="help" required maxlength="128"></label><button>${escape(w.menu)}</button></form>
</div>
</div>
</section>`
}

function world({ words: w, groups, following }: PageFacts): string {
  const rows = groups.map(({ id, name, count }) => `<li>${escape(name)} <small>${id}</small> <b>${count}</b></li>`)
  return `<section id="world" aria-labelledby="world-title">
<h2 id="world-title">${escape(w.world)} <small id="following">${escape(w.followersCount.replace('{n}', String(following)))}</small></h2>
<h3 id="groups-title">${escape(w.groups)} <small>${escape(w.groupsHint)}</small></h3>
<ul id="groups" class="bars" aria-labelledby="groups-title">
${rows.join('\n')}
</ul>
<h3 id="changes-title">${escape(w.justNow)}</h3>
<ol id="changes" aria-labelledby="changes-title"><li class="empty">${escape(w.nothingYet)}</li></ol>
<h3 id="followers-title">${escape(w.followers)}</h3>
<input id="search" type="search" aria-label="${escape(w.searchFollowers)}" placeholder="${escape(w.searchFollowers)}" maxlength="100">
<p id="shown" role="status"></p>
<ul id="followers" aria-labelledby="followers-title"></ul>
<details class="tags"><summary>${escape(w.tags)}</summary><ul id="tags" class="bars" aria-label="${escape(w.tags)}"></ul></details>
</section>`
}

function faults(w: Words): string {
  const paths = Object.entries(w.paths).map(([path, name]) => {
    return `<option value="${path}">${escape(name)} · ${path.replace('/cgi-bin/', '')}</option>`
  })
  const kinds: [kind: string, label: string][] = [
    ['delay', w.slow.replace('{s}', '10')],
    ['hang', w.met.hang],
    ['reset-after', w.met['reset-after']],
    ['reset-before', w.met['reset-before']],
    ['http502', w.met.http502],
    ['truncated', w.met.truncated],
  ]
  const platform = [
    ['revoke', w.revokeToken],
    ['spend', w.spendQuota],
    ['restore', w.restoreQuota],
    ['tomorrow', w.tomorrow],
    ['today', w.clockBack],
    ['reset', w.reset],
    ['reset-big', w.resetBig],
  ]
  return `<section id="faults" aria-labelledby="faults-title">
<h2 id="faults-title">${escape(w.faults)} <small>${escape(w.faultsHint)}</small></h2>
<form id="fault">
<label>${escape(w.faultPath)} <select name="path">${paths.join('')}</select></label>
<label>${escape(w.faultTimes)} <input name="times" type="number" value="1" min="1" max="1000" required></label>
<fieldset><legend>${escape(w.orderFault)}</legend>
${kinds.map(([kind, label]) => `<button name="kind" value="${kind}">${escape(label)}</button>`).join('\n')}
<span class="code"><label>${escape(w.faultCode)} <input name="errcode" list="errcodes" value="45009" inputmode="numeric" pattern="-?[0-9]+" required></label>
<button name="kind" value="errcode" aria-label="${escape(`${w.order}: ${w.faultCode}`)}">${escape(w.order)}</button></span>
<datalist id="errcodes"><option value="-1"><option value="40001"><option value="40003"><option value="40164"><option value="45009"><option value="45011"><option value="48001"></datalist>
</fieldset>
</form>
<fieldset id="platform"><legend>${escape(w.platform)}</legend>
${platform.map(([deed, label]) => `<button type="button" data-deed="${deed ?? ''}">${escape(label ?? '')}</button>`).join('\n')}
</fieldset>
<p id="done" role="status"></p>
<div class="waiting"><h3 id="waiting-title">${escape(w.waiting)}</h3>
<ul id="waiting" aria-labelledby="waiting-title"><li class="empty">${escape(w.noneWaiting)}</li></ul>
<button id="clear" type="button" hidden>${escape(w.clearFaults)}</button></div>
</section>`
}

function wire({ words: w, hasUpstream }: PageFacts): string {
  const choices = [
    ['all', w.all],
    ['push', w.pushes],
    ...(hasUpstream ? [['relay', w.relayed]] : []),
    ['call', w.calls],
  ]
  const radios = choices.map(([value, label], index) => {
    const checked = index === 0 ? ' checked' : ''
    return `<label><input type="radio" name="wire" value="${value ?? ''}"${checked}><span>${escape(label ?? '')}</span></label>`
  })
  return `<section id="wire" aria-labelledby="wire-title">
<h2 id="wire-title">${escape(w.wire)} <small>${escape(w.wireHint)}</small></h2>
<fieldset class="filter"><legend class="unseen">${escape(w.wireFilter)}</legend>${radios.join('')}</fieldset>
<ol id="passed" aria-labelledby="wire-title"><li class="empty">${escape(w.wireEmpty)}</li></ol>
</section>`
}

function about({ words: w, values, url, owner }: PageFacts): string {
  const lines = [
    'npm run chat',
    `curl ${url}/sandbox/say -d '{"openid":"${owner}","text":"帮助"}'`,
    `curl ${url}/sandbox/world`,
    `curl -N ${url}/sandbox/events`,
  ]
  const rows = values.map(
    ([name, value]) => `<div><dt>${escape(name)}</dt><dd><code>${escape(value)}</code></dd></div>`,
  )
  return `<details id="about">
<summary>${escape(w.about)}</summary>
<div class="sheet">
<p class="hint">${escape(w.aboutHint)}</p>
<dl>
${rows.join('\n')}
</dl>
<h3>${escape(w.terminal)}</h3>
<pre tabindex="0">${escape(lines.join('\n'))}</pre>
</div>
</details>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
}
