import type { Contents } from '../contents.ts'
import { run, suggest, runIf, type Interpretation } from '../interpretation.ts'

/*
 * Questions, and wishes to be shown something: the command that answers them only reads, so a likely one runs.
 */

/** 谁移走了小王, 小王是谁拉黑的, 我刚才删了什么. */
const WHO_DID =
  /(?:移|删|改|拉黑|建|动)了(?:谁|什么|哪[些几个])|谁(?:给|又)?(?:把|移|动|拉黑|删|改|放|加|建|踢|搬|调|弄|让|撤)|\bwho (?:has )?(?:moved|blocked|deleted|changed|created|renamed|added|removed|put)\b/u

/** Who is in a group, where somebody is, how the account stands. */
export function readQuestion(contents: Contents): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  const [person] = people
  const [group] = groups
  const wide =
    people.length + groups.length > 0 ||
    leftOver > (/\p{Script=Han}/u.test(contents.folded) ? 8 : 16) ||
    contents.says('status')
      ? undefined
      : WIDE.find(([asks]) => asks.test(contents.folded))?.[1]
  if (wide !== undefined && !contents.says('adopt')) return suggest(wide)
  if (leftOver > 4) return undefined
  if (WHO_DID.test(contents.folded) && !/拉黑了哪|拉黑了谁/u.test(contents.folded))
    return suggest(people.length === 1 ? `日志 ${person ?? ''}` : '日志')
  if (person !== undefined) return readAboutPerson(contents, person)
  if (group !== undefined) return readAboutGroup(contents, group)
  return readAboutAccount(contents)
}

/** 在第几组, 是几号, 还有几天到期. */
const ASKED_WHEN = /第几组|几号组?$|[哪几](?:天|号|时|点)|多久|多长时间|何时|到期|\b(?:when|how long|until)\b/u

/** 移过去了没, 打了VIP标签没有. */
const ASKED_IF_DONE = /[了过有].{0,8}没有?[？?]?$/u

function readAboutPerson(contents: Contents, person: string): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  if (contents.says('log')) return suggest(`日志 ${person}`)
  if (contents.says('copy') && people.length === 1) return runIf(leftOver === 0, `复制 ${person}`)
  if (people.length > 1) return undefined
  const asks =
    contents.says('ask', 'where', 'how-many', 'how', 'groups', 'result') ||
    ASKED_WHEN.test(contents.folded) ||
    ASKED_IF_DONE.test(contents.folded)
  if (!asks && !contents.says('find')) return undefined
  if (contents.says('find') && !contents.says('where', 'how') && groups.length === 0)
    return runIf(leftOver === 0, `找 ${person}`)
  if (contents.says('can') && contents.says('move', 'blacklist', 'label')) return undefined
  if (
    contents.says('move', 'delete', 'blacklist', 'label') &&
    !ASKED_IF_DONE.test(contents.folded) &&
    !/(?:了|过)(?:吗|没|么)|有没有|被.*[吗没]|^(?:does|has) |什么时候|怎么(?:还|会|不|没|在|又|变|就|跑|被|到)|when|did|is /u.test(
      contents.folded,
    )
  )
    return undefined
  return runIf(leftOver === 0 && groups.length === 0 && contents.says('where'), `查 ${person}`)
}

function readAboutGroup(contents: Contents, group: string): Interpretation | undefined {
  if (contents.groups.length > 1)
    return /哪个?(?:分?组|标签)?人?(?:数|更|最|比较)*[多少大小]/u.test(contents.folded) ? suggest('分组') : undefined
  if (
    contents.says('delete', 'create', 'rename', 'move', 'blacklist', 'wrong') &&
    !contents.says('members', 'who') &&
    !/\bwho\b/u.test(contents.folded)
  )
    return undefined
  const asks =
    contents.says('members', 'who', 'how-many') ||
    /多少|几个/u.test(contents.folded) ||
    /\bwho(?:'s| is| has| are|s)?\b/u.test(contents.folded) ||
    /空的?(?:吗|么|$)|人[多少满](?:吗|么|不)|\banyone\b|有没有人|有人[吗么没]|有谁|没人/u.test(contents.folded) ||
    (contents.says('ask', 'inside') && /谁|哪|who|什么人|啥人/u.test(contents.folded))
  if (!asks && /(?:干|做)(?:嘛|什么|啥)[用的]*/u.test(contents.folded)) return suggest(`组员 ${group}`)
  if (!asks)
    return /是什么|什么组|几号|编号|\bid\b|叫什么/u.test(contents.folded) ? suggest(`分组 ${group}`) : undefined
  return runIf(contents.leftOver === 0, `组员 ${group}`)
}

/** Questions about the account as a whole, whose words also say something else. */
const WIDE: readonly (readonly [RegExp, string])[] = [
  [
    /(?:挂|宕机|崩|卡|断|坏|瘫痪)了?[吗么？?了]?$|是不是(?:挂|崩|卡|断|坏)|(?:服务|系统|微信|接口|机器人).*(?:正常|挂|崩|卡|断|坏|活着|好着|在线)|\b(?:is it|are you) (?:down|up|alive|working)\b/u,
    '状态',
  ],
  [
    /(?:今天|今日|一天|每天|一次)(?:总共|一共|最多)?(?:能|可以|可)(?:再)?(?:移|拉|改|操作|调|动|发)[^，,。]{0,4}(?:几|多少)|(?:最多|上限|还能|还可以|还够).*(?:几|多少)|(?:几|多少).*(?:上限|额度)/u,
    '状态',
  ],
  [/我(?:是不是|算不算|算|是|有|能).*(?:管理员|权限|所有者)|\bam i\b.*\b(?:admin|owner)\b/u, '我'],
  [/我(?:刚才?|刚刚|之前|今天|昨天)?都?[移改删建拉打动放加]了?的?(?:是|都是|了)?(?:谁|什么|啥|哪)/u, '日志'],
  [/(?:刚才?|刚刚|今天|昨天|上次)[移改删建拉打动放加]了(?:几|多少)[个条位次]?/u, '日志'],
  [/(?:上一?|最后一?|刚才那)[个条步次](?:的)?(?:操作|命令|动作)?(?:是|叫)(?:什么|啥|哪)/u, '日志'],
  [/除了我.*谁/u, '管理员'],
  [
    /^(?:现在|都|这里|号上)*有(?:谁|哪些人|什么人|哪些粉丝)[呢啊？?]*$|^都?有谁[呢啊？?]*$|^who(?:'s| is)? (?:there|here)\??$/u,
    '最近',
  ],
  [/菜单.*(?:啥|什么|哪|怎样|怎么样|有|样)|(?:看|查|显示).*菜单|\bmenu\b.*\?|\bshow\b.*\bmenu\b/u, '菜单'],
  [
    /最近[^，,。]*(?:关注|来)的|(?:列出|看看|显示)(?:所有|全部)的?(?:人|粉丝|用户)$|有(?:没有)?人.*(?:发消息|发信息|留言|说话|找|联系|关注)|\b(?:anyone|anybody|any|who)\b.*\bnew\b|\bnew (?:people|followers|ones)\b/u,
    '最近',
  ],

  [
    /(?:一共|总共|共|我们|号上|现在)有?(?:多少|几)个?(?:粉丝|用户|关注的?人?|人)|[每各]个?(?:分?组|标签)|哪个(?:分?组|标签).*(?:最|多|少)|(?:分?组|标签)[里中]?(?:面)?(?:人|人数)?最[多少大小]的?是?哪|(?:分?组|标签).*(?:情况|概况)/u,
    '分组',
  ],
  [
    /(?:新增|涨粉|掉粉|涨了|掉了|取关|流失|关注了|来了).*(?:多少|几)|[掉涨]粉|(?:多少|几)个?人?.*(?:关注|取关)|\bhow many\b.*\bfollow/u,
    '统计',
  ],
  [
    /拉黑过谁|操作了(?:些|哪些|点)?(?:什么|啥)|(?:最近|今天|昨天|刚才|刚刚|上次)?(?:的|有|都有)*(?:什么|哪些|啥)?操作(?:记录|历史)?(?:[？?呢啊]|有哪些|是什么)*$|[做干改动][了过](?:什么|啥|哪[些几])|\b(?:what|which)\b.*\b(?:did|have|was|were)\b.*\b(?:do|done|change|changed|last|just)\b/u,
    '日志',
  ],
  [
    /(?:说话|留言|发消息|发信息|找我)的?(?:人|粉丝|用户)?(?:是|有)?(?:谁|哪|什么人)|谁.*(?:说话|留言|发消息|找我)/u,
    '最近',
  ],
  [
    /(?:最后|最新|最近|刚才|刚刚|今天)(?:来|关注|新来)的?(?:人|粉丝|用户)?(?:是|有)?(?:谁|哪|什么人)|\bwho\b.*\b(?:joined|came|followed)\b/u,
    '最近',
  ],
  [/自动(?:回复|应答)|关键词(?:回复)?.*(?:哪|什么|多少|几|设)/u, '自动回复'],
  [/(?:规则|自动(?:进|移|分|打|归)|扫码).*(?:哪|什么|几|多少|吗)|(?:哪|什么|几|多少).*规则/u, '规则'],
  [
    /会(?:些|点|做)?(?:什么|啥)|(?:有|都有|哪些|什么|全部|所有)(?:什么|哪些|啥)?(?:命令|功能|指令)|\bwhat can i do\b/u,
    '帮助',
  ],
]

function readAboutAccount(contents: Contents): Interpretation | undefined {
  const { leftOver, folded } = contents
  if (contents.says('adopt')) return undefined
  if (/[没未无不](?:在|有|打|贴|加)?过?(?:分组|标签)|没进组/u.test(folded) && /谁|哪些|人/u.test(folded))
    return suggest('组员 未分组')
  if (contents.says('blacklist') && contents.says('who', 'members') && leftOver === 0) return run('组员 黑名单')
  if (/被?拉黑了?(?:的|哪些|谁|哪几个|几[个位]|多少).*|谁被拉黑/u.test(folded) && /谁|哪|几|多少|名单/u.test(folded))
    return suggest('组员 黑名单')
  if (contents.says('admins') && leftOver === 0)
    return runIf(contents.says('ask') || contents.isOnly('admins'), '管理员')
  if (contents.says('whoami') && leftOver === 0) return run('我')
  if (contents.says('status') && leftOver <= 3) {
    const asks = contents.says('ask', 'how-many') || /剩|还能|left|吗$/u.test(folded)
    if (asks) return runIf(/额度|配额|quota/u.test(folded), '状态')
    if (leftOver === 0) return suggest('状态')
  }
  if (
    /还(?:能|可以|剩|有)[^，,。]{0,4}(?:几|多少)[次个条]?|\bhow (?:many|much) .*left\b/u.test(folded) &&
    leftOver <= 4
  )
    return suggest('状态')
  if (contents.says('groups') && leftOver <= 1) return runIf(leftOver === 0, '分组')
  if (GROUPS_SHOWN.test(folded)) return run('分组')
  if (contents.says('recent') && leftOver <= 2) return runIf(false, '最近')
  if (contents.says('result') && leftOver <= 3) return suggest('结果')
  if (contents.says('more') && leftOver === 0) return run('更多')
  if (contents.says('log') && leftOver <= 2) return suggest('日志')
  if (contents.says('sync') && leftOver === 0) return suggest('同步')
  return readSearch(contents)
}

const GROUPS_SHOWN =
  /^(?:帮我|给我|请|麻烦|我想|我要|想)*(?:看看|看下|看一下|显示|列出|列一下|列|查看|查下|查)?(?:一下|下)?(?:所有|全部|现有|现在|当前|目前)?的?(?:都有|都|有|一共|总共|共|现在)*(?:哪些|什么|啥|几个|多少个?|所有)?的?(?:分组|标签|组)(?:列表|情况)?(?:都|有|哪些|什么|啥|几个|多少个?)*(?:呢|啊|呀|了|吗)?[？?。]?$/u

/** 找王, 有姓陈的吗: a part of a name. */
function readSearch({ folded, text }: Contents): Interpretation | undefined {
  const [, family] =
    /^(?:帮我|给我|请)?(?:有没有|有|找一下|找|查|搜)?姓([\p{Script=Han}])的/u.exec(folded) ??
    /^(?:帮我|给我|请)?(?:有没有|有|找一下|找找|找|查一下|查|搜一下|搜|谁的)?(?:名字|备注|别名|昵称|名|叫)(?:里|中|里面)?(?:有|带|含|包含|是)([\p{Script=Han}a-z]{1,4}?)(?:字)?的?(?:人|粉丝|用户)?(?:吗|呢)?[？?]?$/u.exec(
      folded,
    ) ??
    []
  if (family !== undefined) return run(`找 ${family}`)
  const found = /^(?:帮我|给我|请)?(?:找一下|找下|找找|查找|搜索|搜一下|搜|找|find (?!out)|search (?:for )?)/u.exec(
    folded,
  )
  const wanted =
    found === null
      ? ''
      : text
          .slice(found[0].length)
          .replace(/[。！!？?吧呗啊\s]+$/u, '')
          .trim()
  return /^[\p{L}\p{N} ]{1,12}$/u.test(wanted) && !/[了过的]$/u.test(wanted) ? run(`找 ${wanted}`) : undefined
}
