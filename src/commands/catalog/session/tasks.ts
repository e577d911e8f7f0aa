import type { Hint } from '../../../domain/errors.ts'

/** Something that people want to do, and the command that does it. */
interface Task {
  /** Canonical name. */
  readonly command: string
  readonly title: Hint
  /** When alone it is worth showing. */
  readonly only?: 'unmanaged'
}

/** The most urgent and most usual first: an asker is shown the first of those that they may do on this account. */
export const TASKS: readonly Task[] = [
  { command: '接管', title: { zh: '接管已有的标签', en: 'manage the tags there are' }, only: 'unmanaged' },
  { command: '最近', title: { zh: '看最近有哪些粉丝', en: 'see the latest followers' } },
  { command: '移动', title: { zh: '把人移到分组', en: 'move somebody into a group' } },
  { command: '批量移动', title: { zh: '一次移动一批人', en: 'move many at once' } },
  { command: '打标签', title: { zh: '加一个标签，别的不动', en: 'add a tag, keep the others' } },
  { command: '新建', title: { zh: '新建分组', en: 'create a group' } },
  { command: '撤销', title: { zh: '撤销刚才的操作', en: 'undo what was done' } },
  { command: '查', title: { zh: '看一个人在哪个分组', en: "see somebody's group" } },
  { command: '组员', title: { zh: '看分组里有谁', en: 'see who is in a group' } },
  { command: '分组', title: { zh: '看有哪些分组', en: 'see the groups' } },
  { command: '日志', title: { zh: '看谁改了什么', en: 'see who changed what' } },
  { command: '状态', title: { zh: '看运行状态和额度', en: 'see status and quotas' } },
]
