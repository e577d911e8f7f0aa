import { adminOf } from '../../src/domain/actor.ts'
import { CATALOG } from '../../src/commands/catalog/index.ts'
import { Registry } from '../../src/commands/registry.ts'
import type { Answer, AnswerOf, KeptLine, LogEntry } from '../../src/domain/answer.ts'
import type { RuleLine } from '../../src/domain/rules/rule-answer.ts'

export const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const VIP = { id: 108, name: 'VIP' }
const NEWCOMERS = { id: 102, name: '新人' }
const UNGROUPED = { id: 0, name: '未分组' }
const MOVE = { command: '移动', target: 'VIP(108)', openid: P }
const WHERE = { command: '查', target: '', openid: P }
const MOVED = { kind: 'moved', openid: P, from: UNGROUPED, to: VIP } as const
/** 2026-03-02 10:21 in Asia/Shanghai. */
const MORNING_AT = Date.UTC(2026, 2, 2, 2, 21)

const NOON_AT = MORNING_AT + 2 * 3_600_000
const LASTING = { until: NOON_AT, dueAt: 7_200_000, spanMs: 7_200_000 }
const ENDING = { zh: '到 12月1日', en: 'until 1 Dec' }

const SEVERAL = [
  { openid: P, now: [108], back: [] },
  { openid: Q, now: [107], back: [102] },
]

const LOGGED: LogEntry = {
  number: 12,
  at: MORNING_AT,
  actor: adminOf('oAdmin_Sandbox_0000000000001'),
  own: true,
  asked: MOVE,
  answer: MOVED,
  reason: null,
  undoneBy: null,
}

const RULE: RuleLine = {
  number: 1,
  trigger: { kind: 'scan', key: 'poster1' },
  to: NEWCOMERS,
  label: false,
  policy: 'ungrouped',
  on: true,
  ofFile: false,
  now: 12,
  idle: null,
}
const LABEL_RULE: RuleLine = {
  ...RULE,
  number: 3,
  trigger: { kind: 'text', key: '报名' },
  to: VIP,
  label: true,
  policy: 'always',
  ofFile: true,
  idle: 'other-api',
}

const helps = new Registry(CATALOG).helps
const moveHelp = helps.filter(({ name }) => name === '移动')

/** At least one answer of each kind: a kind that is missing is an error of types. */
const KEPT: KeptLine[] = [
  { number: 1, on: true, trigger: 'follow', words: [], shows: 'text', text: '欢迎关注', more: 0 },
  { number: 2, on: false, trigger: 'keyword', words: ['价格', '多少钱'], shows: 'text', text: '十元', more: 1 },
  { number: 3, on: true, trigger: 'any', words: [], shows: 'image', text: '', more: 0 },
  { number: 4, on: true, trigger: 'click', words: ['画册'], shows: 'news', text: '', more: 0 },
]

export const SAMPLES: { readonly [K in Answer['kind']]: readonly Omit<AnswerOf<K>, 'kind'>[] } = {
  help: [{ tasks: moveHelp.map((command) => ({ command, title: { zh: '把人移到分组', en: 'move somebody' } })) }],
  'help-all': [{ commands: [...helps] }],
  'help-one': moveHelp.flatMap((command) => [
    { command, needs: null },
    { command, needs: 'admin' },
  ]),
  groups: [
    {
      groups: [
        { ...UNGROUPED, count: 903 },
        { ...VIP, count: 1 },
        { ...NEWCOMERS, count: null },
        { id: 104, name: '华东媒', count: 3, unmanaged: true },
      ],
      keyword: null,
    },
    {
      groups: [
        { ...UNGROUPED, count: 903 },
        { ...VIP, count: 1 },
      ],
      keyword: null,
    },
    { groups: [], keyword: '老' },
  ],
  whereabouts: [
    { openid: P, group: NEWCOMERS, others: [VIP], remark: '展会 王姐', subscribedAt: MORNING_AT },
    { openid: P, group: { id: 102, name: null }, others: [], remark: null, subscribedAt: null },
    {
      openid: P,
      group: VIP,
      others: [],
      remark: null,
      subscribedAt: MORNING_AT,
      source: { scene: 'ADD_SCENE_QR_CODE', code: '展会' },
      contactAt: MORNING_AT,
      changes: [
        {
          number: 12,
          at: MORNING_AT,
          actor: adminOf(Q),
          own: false,
          asked: { command: '移动', target: 'VIP(108)', openid: P },
          answer: { kind: 'moved', openid: P, from: UNGROUPED, to: VIP },
          reason: null,
          undoneBy: null,
        },
      ],
    },
    {
      openid: P,
      group: VIP,
      others: [],
      remark: null,
      subscribedAt: null,
      end: { until: NOON_AT, back: NEWCOMERS },
    },
  ],
  recent: [
    {
      filter: null,
      people: [
        { openid: P, how: 'follow-scan', at: MORNING_AT, text: null },
        { openid: Q, how: 'text', at: MORNING_AT, text: '在吗' },
        { openid: Q, how: 'menu', at: MORNING_AT, text: '在吗' },
      ],
      page: 1,
      all: null,
      complete: true,
      next: null,
    },
    {
      filter: 'new',
      people: [{ openid: P, how: 'follow', at: MORNING_AT, text: null }],
      page: 3,
      all: null,
      complete: true,
      next: '最近 新 第4页',
    },
    {
      filter: null,
      people: [{ openid: P, how: 'imported', at: MORNING_AT, text: null }],
      page: 2,
      all: 200_000,
      complete: true,
      next: '最近 第3页',
    },
    { filter: null, people: [], page: 1, all: null, complete: false, next: null },
    ...([null, 'new', 'said'] as const).map((filter) => ({
      filter,
      people: [],
      page: 1,
      all: null,
      complete: true,
      next: null,
    })),
    { filter: null, people: [], page: 9, all: 12, complete: true, next: null },
  ],
  found: [
    {
      keyword: '王',
      people: [
        { openid: P, remark: '王女士' },
        { openid: Q, remark: null },
      ],
      page: 2,
      all: 65,
      complete: false,
      next: '找 王 第3页',
    },
    { keyword: '王', people: [{ openid: Q, remark: null }], page: 1, all: 1, complete: true, next: null },
    { keyword: '王', people: [], page: 1, all: 0, complete: false, next: null },
    { keyword: '王', people: [], page: 1, all: 0, complete: true, next: null },
    { keyword: '王', people: [], page: 4, all: 65, complete: true, next: null },
  ],
  openid: [{ openid: P }],
  members: [
    { group: VIP, page: 1, pages: 3, all: 21, people: [P, Q], known: false, next: '组员 108 2' },
    { group: UNGROUPED, page: 2, pages: 1, all: 1, people: [], known: true, next: null },
    { group: UNGROUPED, page: 1, pages: 1, all: 1, people: [P], known: true, complete: true, next: null },
  ],
  aliased: [
    { openid: P, alias: '小王', remark: 'written', same: 0 },
    { openid: P, alias: '一个很长很长的别名啊啊啊', remark: 'too-long', same: 1 },
    { openid: P, alias: null, remark: 'refused', same: 0 },
    { openid: P, alias: '小王', remark: 'untouched', same: 0 },
  ],
  'bad-alias': (['empty', 'too-long', 'control-characters', 'misleading'] as const).map((reason) => ({ reason })),
  status: [
    {
      mode: 'safe',
      waiting: 0,
      trouble: null,
      today: { all: 128, failed: 0 },
      moves: { left: 99_812, limit: 100_000 },
      lookups: { left: 9_640, limit: 10_000 },
      clockOffsetMs: 200,
      heldUpMs: null,
      errands: { waiting: 0, held: 0, lost: 0, failure: null },
    },
    {
      mode: 'plain',
      waiting: 3,
      trouble: '/cgi-bin/groups/get: 40164',
      today: { all: 2, failed: 1 },
      moves: null,
      lookups: null,
      clockOffsetMs: null,
      heldUpMs: 1_840,
      errands: {
        waiting: 12,
        held: 3,
        lost: 1,
        failure: {
          kind: 'quota-spent',
          interfaceName: { zh: '批量移动用户分组', en: 'moving followers in batches' },
          untilAt: MORNING_AT,
        },
      },
    },
  ],
  syncing: [
    { phase: 'begun', asked: 0, total: 0, known: 3, unknown: 0, failure: null },
    { phase: 'going-on', asked: 50, total: 1_000, known: 1_000, unknown: 0, failure: { kind: 'interrupted' } },
    { phase: 'running', asked: 100, total: 1_000, known: 1_000, unknown: 0, failure: null },
    { phase: 'done', asked: 1_000, total: 1_000, known: 1_000, unknown: 0, failure: null },
    { phase: 'done', asked: 1_000, total: 1_000, known: 1_000, unknown: 2, failure: null },
  ],
  'not-following': [{ openid: P }],
  'unknown-openid': [{ openid: P }],
  created: [{ group: VIP }],
  renamed: [{ id: 112, from: '老客户', to: '忠实客户' }],
  deleted: [{ group: VIP, count: 37 }],
  moved: [
    { openid: P, from: UNGROUPED, to: VIP },
    { openid: P, from: null, to: VIP },
    { openid: P, from: NEWCOMERS, alsoLeft: [{ id: 107, name: 'test' }], to: VIP },
    { openid: P, from: NEWCOMERS, to: VIP, until: NOON_AT },
  ],
  labelled: [
    { openid: P, label: VIP, added: true },
    { openid: P, label: VIP, added: false },
  ],
  'label-already': [
    { openid: P, label: VIP, added: true },
    { openid: P, label: VIP, added: false },
  ],
  'batch-labelled': [
    {
      label: VIP,
      added: true,
      changed: 12,
      already: 2,
      faults: [{ openid: Q, fault: { kind: 'labels-full', openid: Q } }],
      invalid: ['oTooShortToBeAnOpenid1'],
      duplicates: 3,
    },
    { label: VIP, added: false, changed: 12, already: 2, faults: [], invalid: [], duplicates: 0 },
    { label: VIP, added: false, changed: 0, already: 2, faults: [], invalid: [], duplicates: 0 },
  ],
  'labels-full': [{ openid: P }],
  'label-is-group': [{ openid: P, label: VIP, in: NEWCOMERS, example: `移动 ${P} 108` }],
  'too-many-to-move': [{ limit: 10_000 }],
  'nobody-to-move': [
    { from: [NEWCOMERS], known: true },
    { from: [NEWCOMERS], known: false },
  ],
  'no-labels': [{ example: `移动 ${P} 108` }, { example: null }],
  'batch-moved': [
    {
      to: VIP,
      moved: 315,
      already: 2,
      faults: [
        { openid: Q, fault: { kind: 'not-following', openid: Q } },
        { openid: P, fault: { kind: 'platform-failed', errcode: -1, hint: { zh: '忙。', en: 'Busy.' }, rid: null } },
      ],
      invalid: ['oTooShortToBeAnOpenid1'],
      duplicates: 3,
    },
    { to: null, moved: 1, already: 0, faults: [], invalid: [], duplicates: 0 },
    { to: VIP, moved: 0, already: 2, faults: [], invalid: [], duplicates: 0 },
    { to: VIP, moved: 2, already: 0, faults: [], invalid: [], duplicates: 0, until: NOON_AT },
  ],
  'half-moved': [
    {
      openid: P,
      to: VIP,
      still: [NEWCOMERS],
      fault: { kind: 'quota-spent', interfaceName: { zh: '批量取消标签', en: 'untagging' }, untilAt: MORNING_AT },
    },
  ],
  'follower-full': [{ openid: P }],
  'unmanaged-group': [{ group: VIP, example: '接管 108' }],
  adopted: [{ group: VIP }, { group: VIP, also: [NEWCOMERS] }],
  released: [{ group: VIP }, { group: VIP, also: [NEWCOMERS] }],
  'all-managed': [{}],
  'already-managed': [{ group: VIP }],
  'not-managed': [{ group: VIP }],
  'managed-by-settings': [{ group: VIP }],
  'nothing-to-adopt': [{}],
  'too-many-groups': [{ limit: 100 }],
  'list-needs': [
    { missing: 'group', rest: '', head: '批量移动 108' },
    { missing: null, rest: '快点', head: '批量移动 VIP' },
    { missing: 'group', rest: '', head: '批量移动 108', list: `${P} ${Q}` },
    { missing: null, rest: '快点', head: '批量移动 VIP', list: `${P} ${Q}` },
  ],
  'already-there': [
    { openid: P, group: VIP },
    { openid: P, group: VIP, until: NOON_AT },
    { openid: P, group: VIP, freed: true },
  ],
  'bad-ending': [
    ...(['no-such-day', 'past', 'too-long'] as const).map((reason) => ({ reason, given: ENDING, until: null })),
    { reason: 'past', given: null, until: NOON_AT },
  ],
  'time-up': [
    { number: 12, answer: { ...MOVED, from: VIP, to: NEWCOMERS }, again: false },
    { number: 12, answer: { kind: 'platform-failed', errcode: -1, hint: ENDING, rid: null }, again: true },
    { number: 12, answer: null, again: false },
  ],
  'not-moved-back': [
    { openid: P, why: 'moved-since', group: NEWCOMERS },
    { openid: P, why: 'group-gone', group: VIP },
    { openid: P, why: 'other-api', group: null },
  ],
  'no-way-back': [{ openid: P }],
  'stays-there': [{ openid: P, group: VIP }],
  'already-named': [{ group: VIP }],
  confirm: [
    { plan: { kind: 'delete', group: VIP, count: 37 }, digits: '4821' },
    { plan: { kind: 'delete', group: { id: 108, name: null }, count: 37 }, digits: '4821' },
    { plan: { kind: 'create-same-name', name: 'VIP', existing: [108, 109] }, digits: '4821' },
    { plan: { kind: 'rename-same-name', id: 102, from: '新人', name: 'VIP', existing: [108] }, digits: '4821' },
    { plan: { kind: 'blacklist', openid: P, from: VIP }, digits: '4821' },
    { plan: { kind: 'blacklist', openid: P, from: null }, digits: '4821' },
    { plan: { kind: 'blacklist', openid: P, from: VIP, lasting: LASTING }, digits: '4821' },
    {
      plan: {
        kind: 'undo-move',
        number: 12,
        people: [{ openid: P, now: [102], back: [] }],
        changed: 1,
        one: { now: NEWCOMERS, back: UNGROUPED },
      },
      digits: '4821',
    },
    { plan: { kind: 'undo-move', number: 12, people: SEVERAL, changed: 1, one: null }, digits: '4821' },
    { plan: { kind: 'undo-move', number: 12, people: SEVERAL, changed: 0, one: null }, digits: '4821' },
    { plan: { kind: 'undo-move', number: 12, people: SEVERAL, changed: 1, redo: true, one: null }, digits: '4821' },
    {
      plan: {
        kind: 'undo-move',
        number: 12,
        people: [{ openid: P, now: [102], back: [108] }],
        changed: 1,
        redo: true,
        one: { now: NEWCOMERS, back: VIP },
      },
      digits: '4821',
    },
    ...[
      { alias: '小王', before: '小李' },
      { alias: null, before: '小李' },
      { alias: '小王', before: null },
    ].map((names) => ({
      plan: {
        kind: 'undo-alias' as const,
        number: 12,
        plan: { kind: 'alias' as const, openid: P, ...names, remark: null },
      },
      digits: '4821',
    })),
    { plan: { kind: 'move-many', to: VIP, openids: [P, Q], invalid: ['oShort'], duplicates: 2 }, digits: '4821' },
    { plan: { kind: 'move-many', to: VIP, openids: [P, Q], invalid: [], duplicates: 0 }, digits: '4821' },
    {
      plan: { kind: 'move-many', to: VIP, openids: [P, Q], invalid: [], duplicates: 0, lasting: LASTING },
      digits: '4821',
    },
    ...[true, false].map((known) => ({
      plan: {
        kind: 'move-many' as const,
        to: VIP,
        openids: [P, Q],
        invalid: [],
        duplicates: 0,
        whole: { from: [NEWCOMERS], known, except: known ? 0 : 1 },
      },
      digits: '4821',
    })),
    {
      plan: { kind: 'label-many', label: VIP, added: true, openids: [P, Q], invalid: ['小五'], duplicates: 2 },
      digits: '4821',
    },
    {
      plan: { kind: 'label-many', label: VIP, added: false, openids: [P, Q], invalid: [], duplicates: 0 },
      digits: '4821',
    },
    { plan: { kind: 'undo-rule', rule: 3, since: MORNING_AT, people: 120 }, digits: '4821' },
    { plan: { kind: 'undo-label', number: 12, label: VIP, added: false, openids: [P, Q] }, digits: '4821' },
    { plan: { kind: 'undo-label', number: 12, label: VIP, added: true, openids: [P, Q] }, digits: '4821' },
    { plan: { kind: 'adopt', group: VIP }, digits: '4821' },
    { plan: { kind: 'adopt', group: VIP, also: [NEWCOMERS] }, digits: '4821' },
    { plan: { kind: 'keep-less', replies: 0, kept: 3 }, digits: '4821' },
    {
      plan: { kind: 'publish-menu', changed: false, differences: ['+ 官网 → https://example.com/'], leftOut: [] },
      digits: '4821',
    },
    {
      plan: { kind: 'publish-menu', changed: true, differences: ['- 旧 → click k'], leftOut: ['视频号'] },
      digits: '4821',
    },
    { plan: { kind: 'remove-admin', openid: P, role: 'admin', own: false }, digits: '4821' },
    { plan: { kind: 'remove-admin', openid: P, role: 'owner', own: true }, digits: '4821' },
    { plan: { kind: 'undo-rename', number: 12, id: 112, now: '忠实客户', back: '老客户' }, digits: '4821' },
    { plan: { kind: 'undo-create', number: 12, group: VIP }, digits: '4821' },
  ],
  'confirm-again': [{ plan: { kind: 'delete', group: VIP, count: 37 }, digits: '0007' }],
  'pending-confirmation': [{ plan: { kind: 'delete', group: VIP, count: 37 }, digits: '4821' }],
  'kept-replies': [
    { replies: KEPT, losses: [{ where: '价格', reason: 'unknown-kind', detail: 'finder' }] },
    { replies: [], losses: [] },
  ],
  'no-kept-replies': [{ on: true }, { on: false }],
  'no-such-reply': [{ number: 9, last: 4 }],
  'kept-switched': [
    { replies: KEPT.slice(0, 1), on: true },
    { replies: KEPT, on: false },
  ],
  'kept-anew': [{ replies: 4, buttons: 2, losses: [{ where: 'follow', reason: 'cut', detail: '' }] }],
  'kept-menu': [{ lines: ['官网 → https://example.com/'], leftOut: ['视频号'] }],
  'no-kept-menu': [{}],
  'menu-is-same': [{}],
  'menu-published': [{}],
  'qr-code': [
    {
      scene: 'poster1',
      days: null,
      picture: 'https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQHx',
      link: 'http://weixin.qq.com/q/x',
    },
    {
      scene: '海报',
      days: 7,
      picture: 'https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQHy',
      link: 'http://weixin.qq.com/q/y',
    },
  ],
  'qr-code-not-allowed': [{}],
  'bad-qr-code': [
    { reason: 'scene', example: '二维码 poster1' },
    { reason: 'days', example: '二维码 poster1 7' },
  ],
  'nothing-to-confirm': [{}],
  undone: [
    { number: 12, answer: { kind: 'moved', openid: P, from: VIP, to: UNGROUPED } },
    { number: 12, answer: null },
  ],
  redone: [
    { number: 12, answer: { kind: 'moved', openid: P, from: UNGROUPED, to: VIP } },
    { number: 12, answer: null },
  ],
  'nothing-to-redo': [{}],
  'cannot-redo': (['already-undone', 'changed-nothing', 'not-undone', 'group-gone'] as const).map((reason) => ({
    number: 12,
    reason,
  })),
  withdrawn: [{}, { by: 13 }],
  'nothing-to-undo': [{}],
  'cannot-undo': (
    [
      'already-undone',
      'changed-nothing',
      'too-old',
      'deletion',
      'origin-unknown',
      'group-gone',
      'group-not-empty',
      'other-api',
      'about-admins',
      'kept-replies',
      'end-only',
      'qr-code',
      'alias',
    ] as const
  )
    .map((reason): Omit<AnswerOf<'cannot-undo'>, 'kind'> => ({ number: 12, reason }))
    .concat({ number: 12, reason: 'deletion', earlier: 11 }),
  'wrong-digits': [{ triesLeft: 4 }, { triesLeft: 1 }, { triesLeft: 0 }],
  cancelled: [{ count: 1 }, { count: 0 }],
  accepted: [
    { number: 12, asked: MOVE },
    { number: 1, asked: WHERE },
  ],
  'still-running': [
    { number: 12, asked: MOVE, progress: null },
    { number: 12, asked: { ...MOVE, openid: null, count: 320 }, progress: { ended: 50, all: 315 } },
  ],
  'no-such-number': [
    { number: 99, latest: 12 },
    { number: 99, latest: null },
  ],
  'latest-results': [
    {
      results: [
        { number: 12, asked: MOVE, answer: MOVED },
        { number: 11, asked: WHERE, answer: null },
      ],
    },
    { results: [] },
  ],
  result: [{ number: 12, asked: MOVE, answer: MOVED }],
  log: [
    {
      entries: [
        LOGGED,
        { ...LOGGED, number: 11, own: false, answer: null, reason: '展会认识', undoneBy: null },
        { ...LOGGED, number: 10, reason: null, undoneBy: 12 },
        {
          ...LOGGED,
          number: 9,
          own: false,
          actor: { kind: 'scheduler', command: 8 },
          asked: { command: '到期移回', target: '8', openid: P },
          answer: { kind: 'time-up', number: 8, answer: MOVED, again: false },
        },
      ],
      page: 1,
      next: '日志 第2页',
      now: MORNING_AT + 3_600_000,
    },
    { entries: [LOGGED], page: 2, next: `日志 ${P} 第3页`, now: MORNING_AT + 86_400_000 },
    { entries: [LOGGED], page: 3, next: null, now: MORNING_AT + 2 * 86_400_000 },
    { entries: [LOGGED], page: 4, next: null, now: MORNING_AT + 365 * 86_400_000 },
    {
      entries: [
        {
          ...LOGGED,
          own: false,
          actor: { kind: 'rule', rule: 3 },
          undoneBy: 13,
          undoer: { kind: 'shell', user: 'ops' },
        },
        { ...LOGGED, number: 11, own: false, actor: { kind: 'shell', user: 'ops' } },
        { ...LOGGED, number: 10, own: false, actor: { kind: 'scheduler', command: 7 } },
        { ...LOGGED, number: 9, own: false, actor: { kind: 'console', openid: Q } },
      ],
      page: 1,
      next: null,
      now: MORNING_AT + 3_600_000,
    },
    { entries: [], page: 1, next: null, now: MORNING_AT },
    { entries: [], page: 9, next: null, now: MORNING_AT },
  ],
  'log-one': [
    { entry: { ...LOGGED, reason: '展会认识', undoneBy: 13 }, sentAt: MORNING_AT + 80, endedAt: MORNING_AT + 2_000 },
    { entry: { ...LOGGED, own: false, answer: null }, sentAt: null, endedAt: null },
  ],
  'unread-results': [{ numbers: [12] }, { numbers: [9, 10, 11, 12] }],
  'admins-restored': [
    { admins: [{ openid: P, role: 'admin' }], whole: 1 },
    { admins: [{ openid: P, role: 'owner' }], whole: 7 },
  ],
  superseded: [{ openid: P }],
  'no-such-group': [
    { given: '新任', near: [NEWCOMERS], example: `移动 ${P} 102` },
    { given: '没有', near: [], example: null },
  ],
  'ambiguous-group': [
    { given: 'vip', candidates: [VIP, { id: 109, name: 'ＶＩＰ' }], examples: ['删除 108', '删除 109'] },
  ],
  'system-group': [{ group: { id: 1, name: '黑名单' } }],
  'bad-group-name': [
    { reason: 'empty', limit: 30, unit: 'characters', example: '新建 老客户' },
    { reason: 'too-long', limit: 30, unit: 'characters', example: '新建 老客户' },
    { reason: 'control-characters', limit: 30, unit: 'characters', example: '新建 老客户' },
    { reason: 'too-long', limit: 30, unit: 'bytes', example: '新建 老客户' },
    { reason: 'taken', limit: 30, unit: 'bytes', example: '新建 老客户2' },
  ],
  'platform-failed': [
    { errcode: 48001, hint: { zh: '本号没有这个权限。', en: 'The account lacks the permission.' }, rid: 'abc-def' },
    { errcode: null, hint: { zh: '微信接口没有正常应答。', en: "WeChat's API did not answer properly." }, rid: null },
  ],
  'quota-spent': [{ interfaceName: { zh: '移动用户分组', en: 'moving followers' }, untilAt: Date.UTC(2026, 2, 2, 16) }],
  'ended-by-restore': [{}],
  'outcome-unknown': [{ checked: 'groups', hint: { zh: '用「分组」看看。', en: 'Use "groups" to see.' } }],
  interrupted: [{}],
  'store-down': [{}],
  'too-many-waiting': [{ limit: 5000 }],
  broken: [{}],
  'missing-argument': [
    ...(['follower', 'group', 'name', 'number', 'digits', 'code', 'role', 'word', 'scene'] as const).map((missing) => ({
      command: '移动',
      missing,
      example: `移动 ${P} 108`,
      template: '移动 {}',
      options: [],
    })),
    {
      command: '移动',
      missing: 'group',
      example: `移动 ${P} 108`,
      template: `移动 ${P} {}`,
      options: [
        { kind: 'group', group: { id: 108, name: 'VIP' } },
        { kind: 'person', openid: P },
      ],
    },
  ],
  'which-person': [
    { given: '小王', exact: true, candidates: [P, Q], examples: ['移动 #57 VIP', '移动 #80 VIP'] },
    { given: '王', exact: false, candidates: [P], examples: ['查 #57'] },
  ],
  'no-such-person': [
    { given: '#999', why: 'number', greatest: 93 },
    { given: '#1', why: 'number', greatest: 0 },
    { given: '小李', why: 'name', greatest: 93 },
    { given: '小李', why: 'name', greatest: 93, template: '移动 {} 108' },
    { given: '小李', why: 'name', greatest: 93, near: [P] },
    { given: 'oDF3…CM58', why: 'short', greatest: 93 },
    { given: '', why: 'last', greatest: 93 },
  ],
  'bad-openid': [{ given: P.slice(0, -1), length: 27, example: `移动 ${P} 108` }],
  'not-an-openid': [{ given: '张三', example: `查 ${P}` }],
  'one-at-a-time': [{ example: `移动 ${P} 108` }],
  'not-understood-rest': [{ rest: '快点', corrected: `移动 ${P} 108` }],
  'did-you-mean': [{ given: '移懂', command: '移动', example: `移动 ${P} 108` }],
  'several-acts': [{ examples: [`移动 ${P} 108`, '撤销'] }],
  'label-for-a-time': [{ examples: [`打标签 ${P} VIP`, `移动 ${P} VIP 3天`] }, { examples: [`去标签 ${P} VIP`] }],
  'not-run': [
    { why: 'not', example: null },
    { why: 'told', example: null },
    { why: 'later', example: `移动 ${P} 108` },
  ],
  'not-understood': [{}],
  rest: [{ text: '109 新人 170' }],
  'no-more': [{}, { expired: true }],
  'slow-intake': [{}],
  language: [{ language: 'zh' }],
  'language-followed': [{}],
  'which-language': [{ examples: ['语言 English', '语言 中文'] }],
  admins: [
    {
      admins: [
        { openid: P, role: 'owner', since: null },
        { openid: Q, role: 'viewer', since: MORNING_AT },
      ],
      whole: false,
    },
    { admins: [{ openid: P, role: 'owner', since: null }], whole: true },
  ],
  rules: [
    { rules: [], waiting: 0, crowded: [] },
    {
      rules: [
        RULE,
        { ...RULE, number: 2, trigger: { kind: 'follow' }, on: false, now: 0 },
        LABEL_RULE,
        { ...RULE, number: 4, trigger: { kind: 'menu', key: 'join' }, idle: 'gone' },
        { ...RULE, number: 5, trigger: { kind: 'menu', key: 'vip' }, idle: 'unmanaged' },
      ],
      waiting: 12,
      crowded: [{ group: VIP, count: 95_000 }],
    },
  ],
  'rule-made': [
    { rule: RULE, crowded: null },
    { rule: LABEL_RULE, crowded: 100_001 },
  ],
  'rule-taken': [{ rule: RULE }],
  'too-many-rules': [{ limit: 500 }],
  'bad-rule-key': [
    { reason: 'empty', limit: 64, example: '规则 新建 扫码 poster1 到 新人' },
    { reason: 'too-long', limit: 64, example: '规则 新建 扫码 poster1 到 新人' },
  ],
  'rule-group-refused': [{ group: { id: 1, name: '黑名单' } }],
  'rules-switched': [
    { rules: [{ ...RULE, on: false }], to: 'off' },
    { rules: [RULE], to: 'on' },
    { rules: [RULE], to: 'deleted' },
  ],
  'no-such-rule': [
    { number: 9, latest: 3 },
    { number: 1, latest: 0 },
  ],
  'rule-of-file': [{ number: 3 }],
  'rule-tried': [
    { given: '报名', rule: RULE },
    { given: '在吗', rule: null },
  ],
  'rule-caught-up': [
    { rule: 1, looked: 40, found: 0 },
    { rule: 1, looked: 40, found: 3 },
  ],
  'no-catching-up': [{ rule: 3 }],
  'rule-moved': [
    { rule: 1, to: VIP, label: false, moved: 12 },
    { rule: 3, to: VIP, label: true, moved: 1 },
    { rule: 3, to: VIP, label: true, moved: 12, full: 2 },
    { rule: 3, to: VIP, label: false, moved: 0, full: 2, gone: 1 },
  ],
  'rule-undone': [
    { rule: 1, moved: 12, stayed: 0, failed: 0 },
    { rule: 1, moved: 10, stayed: 1, failed: 1 },
  ],
  'nothing-of-rule': [
    { rule: 1, span: 'today' },
    { rule: 1, span: 'week' },
  ],
  stats: [
    { days: 7, since: null, followers: { came: 0, left: 0 }, groups: [], rules: [] },
    {
      days: 7,
      since: MORNING_AT,
      followers: { came: 83, left: 12 },
      groups: [
        { group: VIP, came: 15, left: 2, now: 211 },
        { group: { id: 102, name: '新人' }, came: 60, left: 0, now: null },
      ],
      rules: [
        { rule: RULE, came: 60, left: 3, full: 0, gone: 0 },
        { rule: LABEL_RULE, came: 5, left: 0, full: 2, gone: 1 },
      ],
    },
    { days: 1, since: MORNING_AT, followers: { came: 1, left: 0 }, groups: [], rules: [] },
  ],
  whoami: [
    { openid: P, role: 'admin', language: 'zh', operations: 42 },
    { openid: P, role: 'viewer', language: 'en', operations: 1 },
  ],
  claimed: [{ role: 'owner' }, { role: 'viewer' }, { role: 'owner', unmanaged: 5 }],
  'already-admin': [{ role: 'admin' }],
  'wrong-code': [{}],
  invited: [{ code: 'K7QD-9M2X', role: 'admin', untilAt: MORNING_AT }],
  'too-many-invitations': [{ limit: 10 }],
  joined: [{ openid: P, role: 'admin', by: Q }],
  'admin-removed': [{ openid: P, role: 'viewer' }],
  'role-changed': [{ openid: P, from: 'admin', to: 'viewer' }],
  'role-already': [{ openid: P, role: 'admin' }],
  'cannot-change-admin': (['no-admin', 'in-settings', 'not-below', 'own-role', 'last-owner'] as const).map(
    (reason) => ({ openid: P, reason }),
  ),
  'role-too-high': [{ role: 'owner' }],
  'not-allowed': [
    { command: '移动', role: 'viewer', needs: 'admin' },
    { command: '管理员 邀请', role: 'admin', needs: 'owner' },
    { command: '移动', role: null, needs: 'admin' },
  ],
}

/** All of them as whole answers. */
export const ANSWERS: readonly Answer[] = Object.entries(SAMPLES).flatMap(([kind, samples]) =>
  samples.map((facts) => ({ kind, ...facts }) as Answer),
)
