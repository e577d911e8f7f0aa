/*
 * What words of a natural text say, by meaning. Phrases are in simplified characters and lower case; the longest that fits
 * wins. A phrase of Latin letters is a whole word, or several.
 */

/** What is to be done or told. */
export type Act =
  | 'move'
  | 'take-out'
  | 'blacklist'
  | 'label'
  | 'unlabel'
  | 'create'
  | 'rename'
  | 'delete'
  | 'swap'
  | 'where'
  | 'members'
  | 'find'
  | 'alias'
  | 'copy'
  | 'undo'
  | 'redo'
  | 'back'
  | 'status'
  | 'groups'
  | 'recent'
  | 'log'
  | 'admins'
  | 'whoami'
  | 'help'
  | 'result'
  | 'more'
  | 'sync'
  | 'adopt'

/** How it is meant: what keeps a text from being run, or makes it a question. */
export type Mode = 'not' | 'if' | 'told' | 'later' | 'each' | 'wish' | 'ask' | 'can' | 'how'

/** What holds the parts together. */
export type PhraseRole =
  | 'object'
  | 'aim'
  | 'from'
  | 'all'
  | 'except'
  | 'and'
  | 'also'
  | 'same'
  | 'instead'
  | 'wrong'
  | 'tag'
  | 'group'
  | 'people'
  | 'inside'
  | 'who'
  | 'how-many'
  | 'social'
  /** A word that holds an act and is none: 加班, 打折. It is left over like any that nobody knows. */
  | 'idiom'
  | 'filler'

export type Meaning = Act | Mode | PhraseRole

const PHRASES: readonly (readonly [Meaning, string])[] = [
  [
    'move',
    '动一动 动一下 弄过去 拉过去 降到 降为 降级到 stick place pop slide bring throw toss bump 转 改到 加 移动到 移动至 移动 移到 移至 移进 移入 移去 挪到 挪进 挪去 挪 搬到 搬进 放到 放进 放入 放去 加到 加进 加入 拉到 拉进 拉入 分到 分进 归到 归入 归 转到 转进 转入 调到 调进 调入 换到 换去 丢到 丢进 扔到 扔进 塞到 塞进 弄到 弄进 整到 整进 升级成 升级为 升级到 升为 升到 设为 设成 变成 划到 划入 安排到 安排进 添加到 添加进 收进 送到 移 搬 放 move put add transfer assign shift 归类到 划分到 分配到 分配给 并入 并到 合并到 换组到 调回 挪回 moving switch set send change reassign adding putting',
  ],
  [
    'take-out',
    '放了 放出来 放出 解除拉黑 取消拉黑 解除 解封 移出黑名单 unblock remove 移出 踢出 踢出去 踢掉 移除 拿出 剔除 清出 请出 退出 移走 赶出 remove|from kick take|out|of 移出来 拿出来 弄出来 挪出来 搬出来 请出去 移出去 踢了 踢 剔 清退 除名 拿走 out|of out unban',
  ],
  [
    'blacklist',
    '禁了 禁掉 禁言 拉黑 拉黑掉 加黑 拉入黑名单 拉进黑名单 加入黑名单 加到黑名单 放进黑名单 放到黑名单 移到黑名单 关小黑屋 进小黑屋 屏蔽 封了 封掉 block blacklist ban blocking banning 丢黑名单 扔黑名单 加入到黑名单 列入黑名单 拉进小黑屋',
  ],
  [
    'label',
    '打标 标上 标成 标 贴上一个 添加 挂个 上个 label|as 加 打标签 打上标签 贴标签 贴上标签 加标签 添加标签 打上 贴上 标记为 标记成 标记 标为 标成 打个 加个 贴个 加上 打 贴 label tag 标个 挂上 挂',
  ],
  [
    'unlabel',
    '清除 清掉 取掉 off take take|off remove 去标签 去掉标签 删标签 删掉标签 取消标签 摘标签 撕标签 去掉 去除 拿掉 摘掉 撕掉 取下 取消 摘 unlabel untag',
  ],
  ['create', '新建 创建 建立 建 新增 增加一个 开一个 弄一个 做一个 create make new'],
  ['rename', '改名为 改名成 改名叫 改名 重命名为 重命名 更名为 改叫 改称 名字改成 名字改为 名称改成 名称改为 rename'],
  ['delete', 'drop get|rid|of 砍掉 删去 remove 删除 删掉 删了 删 解散 去掉 干掉 移除 撤掉 取消掉 delete'],
  [
    'idiom',
    '踢球 打球 放假 放松 放心 放学 放弃 放大 加油 加班 加钱 加点 加微信 加我微信 加热 打折 打车 打电话 打个电话 打钱 打包 打开 转账 转发 移民 移动公司 移动营业厅 封面 标题 标准 标价 建行 建筑 建设 删帖 收货 收藏 升职 调休 调整一下心态 拉面 拉肚子 退货 退款 退订 退票 换货 换钱 换班',
  ],
  ['swap', '换一下 互换 对调 交换 调换 swap'],
  [
    'where',
    "看 看下 查查 查询 查一下 查下 查看 查 在哪 在哪里 在哪个 哪个组 哪一组 哪组 什么组 属于哪 是谁 是哪位 哪位 什么时候关注 看一下 看看 搁哪 边个组 where 哪位 在哪儿 分到哪 分到哪了 关注多久 关注了多久 多久了 什么时候来 属于什么 look|up lookup where's",
  ],
  [
    'members',
    '有谁 有哪些人 都有谁 有什么人 有啥人 都有啥人 的名单 名单 列表 成员 组员 的人员 有哪些粉丝 有哪些用户 里面的人 members 有哪些 有哪几个 都是谁 是谁在 成员名单 有几位 members|of',
  ],
  ['find', '找一下 找下 查找 搜索 搜一下 搜 找 find search search|for'],
  [
    'alias',
    '起名叫 起名 起个名字 取名叫 取名 备注改成 备注改为 备注为 备注成 改备注 备注 别名 外号 昵称 以后叫 叫做 alias',
  ],
  ['copy', '的openid openid 的id id 的编号'],
  [
    'undo',
    'scratch|that 退一步 回到上一步 返回上一步 撤了 撤掉 取消刚才 取消上一步 取消上一条 取消操作 撤回来 撤销上一步 撤销上一个 撤销上条 撤销 撤回 回退 退回去 回滚 反悔 撤消 不算 作废 undo take|that|back take|it|back roll|back revert 撤一下 撤下 撤 退回上一步 退回上一条 恢复上一步 撤销刚才 撤回刚才 取消上次 undo|last revert|last',
  ],
  ['redo', '重做 恢复刚才 还是要移 恢复 再来一次 redo 再做一次 再移一次 重新执行'],
  [
    'back',
    '之前的样子 原来的样子 之前那样 原来那样 刚才的样子 老样子 弄回 弄回去 拉回 拉回来 转回 转回去 送回 送回去 踢回 搬回 挪回 挪回来 调回 弄回来 放回去 变回去 变回 倒回去 倒回 返回 回到之前 go|back 移回原来的组 移回原组 移回原处 回去 回来 恢复原样 复原 移回去 移回来 移回 放回去 放回来 放回 退回 还原 搬回去 挪回去 改回去 改回来 弄回去 back 回原组 回原来的组 回原来 回到原来 回原处',
  ],
  [
    'status',
    '次数 额度 配额 剩余次数 多少次 几次 状态 正常吗 还正常 正常 运行情况 status quota 用完 够不够 够吗 剩多少',
  ],
  [
    'groups',
    'how|many|groups 几个组 分组情况 tags|are|there which|tags what|tags which|groups all|tags list|tags 有多少个组 多少个组 多少个分组 有多少分组 有哪些组 有哪些分组 有哪些标签 有几个组 有几个分组 有多少组 几个组 所有组 所有分组 全部分组 全部组 分组列表 组列表 分组情况 哪些组 哪些分组 groups|are|there list|groups the|groups all|groups groups 什么分组 什么组 有什么组 有什么标签 几个分组 几个标签 多少标签 多少个标签 所有标签 全部标签 标签列表 which|groups|do|we|have what|groups what|groups|are|there show|groups',
  ],
  [
    'recent',
    '最近 最近关注 刚关注 新关注 刚才谁 谁关注 谁刚 新来的 新粉丝 谁找我 谁说话 谁发消息 谁留言 who|followed new|followers recent 谁来了 新来了谁 新增了谁 谁新关注 谁给我发 谁给我留言 followed|recently new|followers who|messaged|me who|messaged who|wrote who|wrote|to|me',
  ],
  [
    'log',
    '做了什么 干了什么 操作记录 记录 日志 谁移的 谁动的 谁把 谁改的 谁删的 移走的 历史 log history 做了哪些 干了哪些 改了什么 动了什么 移了谁 操作历史 what|happened changes',
  ],
  [
    'admins',
    '谁能管 谁能管理 都有谁能管理 管理员都有谁 管理员有谁 有哪些管理员 谁是管理员 管理员名单 管理员 admins 管理员有哪些 管理员是谁 管理员都是谁 谁能管理 谁是管理 who|are|the|admins',
  ],
  [
    'whoami',
    'am|i|an|admin am|i|admin 我是什么权限 我的权限 我是谁 我能做什么 我有什么权限 我什么身份 whoami who|am|i 我有哪些权限 我是什么角色 我的角色 我是不是管理员 我是管理员吗 我能干什么',
  ],
  [
    'help',
    '怎么用 如何使用 使用说明 使用方法 用法 帮助 说明书 教程 你能干嘛 你能干什么 你会什么 能做什么 能干嘛 有什么功能 有哪些命令 命令列表 看不懂 不会用 咋用 咋整 what|can|you|do how|does|this|work 你会做什么 会做什么 能干什么 都能干什么 能干啥 会干什么 会什么 怎么操作 如何操作 怎么弄这个 使用教程 操作说明 help|me help|please please|help how|do|i|use|this how|do|i|use how|does|it|work what|commands|are|there what|commands commands instructions manual',
  ],
  [
    'result',
    '成功没 成功没有 完成没 完成没有 did|the|last|one|work did|it|go|through go|through did|that|work went|through did|that|go|through 成功了吗 成功了没 好了吗 好了没 完成了吗 完了吗 办好了吗 弄好了吗 执行了吗 结果 进度 done|yet did|it|work 弄好了没 搞定了吗 搞定没 执行了没 成了吗 办好了没',
  ],
  ['more', '下一页 下页 往下翻 翻页 还有吗 还有呢 继续看 更多 next|page more 接着看 后面的 后面还有吗 还有别的吗 next'],
  ['sync', '同步一下 同步 导入粉丝 重新导入 sync'],
  ['adopt', '接管 adopt'],
  [
    'not',
    " 我说的不是 我要的不是 我指的不是 不是 不去 别放 不要 不用 不必 不想 不该 不许 不准 不能 不可以 不是让 不是叫 没让 没叫 别再 先别 先不 暂时不 暂不 千万别 禁止 勿 甭 没有 没 未 别 不 无需 无须 do|not don't dont never not 取消把 取消移 取消将 不同意 don't|want|to doesn't won't wouldn't shouldn't no",
  ],
  [
    'if',
    '如果 要是 假如 假设 万一 倘若 若 的话 或许 也许 可能 会怎么样 会怎样 会不会 一旦 if unless in|case suppose maybe 只要 除非 否则 一旦 等到 前提是 when|he when|she once after|he after|she as|soon|as until|he provided',
  ],
  [
    'told',
    '让我 叫我 要我 要求 通知 听说 告诉 转告 跟我说 和我说 说让 说要 说她 说他 说 已经 早就 上次 昨天 前天 昨晚 刚刚把 刚把 之前把 失败 said says told asked yesterday already last|week last|time moved 被 有人 让我们 叫我们 was were has|been asked|me told|me tells|me',
  ],
  [
    'later',
    '明天 后天 大后天 明早 明晚 今晚 晚上 下午 下周 下星期 下礼拜 下个月 下月 月底 改天 回头 等会 等下 等一下 待会 一会儿 过两天 过几天 过会 天后 小时后 分钟后 周后 以后 到时候 到时 之后 tomorrow later tonight next|week next|month next|monday soon 过一会 过一会儿 稍后 晚点 迟点 过阵子 周一 周二 周三 周四 周五 周六 周日 周天 周末 星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 礼拜一 礼拜二 礼拜三 礼拜四 礼拜五 礼拜六 礼拜天 月初 年底 明年 提醒我 monday tuesday wednesday thursday friday saturday sunday tonight this|evening this|afternoon this|weekend',
  ],
  ['each', '每天 每周 每个月 每次 每当 自动 凡是 新来的都 新关注的都 every always automatically 凡 只要有 以后新'],
  [
    'wish',
    "我想 想把 想要 打算 考虑 希望 准备 计划 要不要 要不 应该 最好 能否 i|want|to i|would|like i'd|like should i|plan thinking 我觉得 建议 我要不要 let's would|you|mind",
  ],
  [
    'ask',
    "在不在 是否 有没有 吗 么 呢 没有? ? 吧? 是不是 有没有 什么时候 为什么 为啥 咋样 多少 哪 谁 什么 啥 is are does did who which what when why how|many who's whos 难道 够不够 还是不是 which|group any",
  ],
  ['can', '可以 能不能 可不可以 能 能帮 可否 方便 can|you could|you would|you can|i'],
  [
    'how',
    '怎么操作 如何操作 怎么弄 怎么整 怎么搞 咋弄 咋整 怎么 怎样 如何 咋 怎么才能 怎么样 how|do how|can how|to how',
  ],
  ['object', '把 将 给 让 拿 帮 往 叫'],
  ['aim', '升级 开通 安排 安排上 体验 试用 享受 转正 编 -> → => ⇒ > 到 至 去 进 入 为 成 是 搁 在 to into in as'],
  ['from', '从 由 离开 from'],
  [
    'all',
    '全员 全部 全体 全都 所有人 所有的 所有 整个 整组 每个人 大家 都 一起 everybody everyone all|of all 全移 全放 全去 全拉 全体成员 整个组 每一个 every all everyone|in all|of everybody|in',
  ],
  [
    'except',
    '之外 以外 外的 留下 除了 除去 除 不包括 不含 除开 但不包括 except but|not apart|from 除外 例外 不含 excluding without but',
  ],
  ['and', '和 与 跟 及 以及 还有 、 / & and plus'],
  [
    'also',
    'one|more plus|also 漏了一个 漏了 漏掉 还差一个 还差 差了 忘了 忘了说 别忘了 对了还有 另外还有 另外 照办 照样 照做 一块儿 一块 一并 再加一个 再加上 再加 也 同样 一并 too also 加上 算上 带上 再加个 也来 也放 一起带上 as|well plus',
  ],
  [
    'same',
    '同理 照此 如法炮制 一样处理 这样处理 一样 同上 照旧 也要 也是 也行 same|for same ditto 同样的 同样 一个样 也照做 do|the|same|for the|same|for the|same',
  ],
  [
    'instead',
    'actually i|meant|to should|have|been 改到 还是 应该是 改成 改为 换成 而是 才对 instead rather 我说的是 我是说 我指的是 我的意思是 应该是 改放 改去 改 换 i|meant i|mean meant should|be',
  ],
  [
    'wrong',
    "移的不对 放的不对 加的不对 弄的不对 移得不对 不合适 不太合适 弄反了 弄反 搞反了 搞反 写反了 写反 说反了 说反 当我没说 当我没发 就当没说 当没说 放错了 按错了 按错 说的不算 移动错了 移动错 说错了 说错 口误 手误 看错了 看错 记错了 记错 拉错了 拉错 标错了 标错 贴错了 贴错 放错了 放错 改错了 改错 建错了 建错 删错了 删错 叫错了 叫错 认错人 弄错人 搞错人 打错人 my|mistake sorry wrong|guy wrong|one 移错人 移错 弄错 搞错 打错 点错 发错 写错 选错 加错 错了 错人 不对 错 wrong|person wrong|group wrong mistake oops 手滑 手抖 搞混 弄混 混了 不是这个组 不是这个人 不是这个 that|was|wrong that's|wrong that's|not|right that|is|not|right not|right isn't|right not|what|i|wanted not|what|i|meant 不小心 误 失误",
  ],
  ['tag', 'tagged labeled labelled 标签 tags'],
  ['group', '分组 组 群 小组 group'],
  ['people', '的所有人 的人 里的人 里面的人 的粉丝 的用户 的客户 的会员 人 粉丝 用户 客户 followers people'],
  ['inside', '里面 里边 里头 里 中 内 那边 那里 那儿 那个组 这个组 这组 那组 inside'],
  ['who', "anyone|in anybody|in whos|in who|is|on 谁有 谁在 有谁在 who|is|in who's|in whos|in who|has"],
  ['how-many', '几人 几位 的人数 有多少人 多少人 几个人 有几个人 多少个 人数 how|many'],
  [
    'social',
    'best best|regards regards cheers dear never|mind 你好 您好 哈喽 嗨 早上好 早安 早 晚上好 晚安 中午好 下午好 在吗 在不在 有人吗 谢谢你 谢谢啦 谢谢您 谢谢 多谢 谢了 谢啦 感谢 辛苦了 辛苦 拜拜 再见 收到 知道了 明白了 明白 好的 好嘞 好滴 好吧 好了 好 行 嗯嗯 嗯 哦哦 哦 噢 对的 对 是的 是 没事 没错 不错 可以的 ok okay thanks thank|you|so|much thank|you thx hi hello hey good|morning good|night bye great nice cool lol yes yeah yep sure',
  ],
  [
    'filler',
    "only goes 不好意思 抱歉 following these below people|below do last here joined just 第几 几天 期 belong 需要 添 处理 into for|good 请问一下 请问 请 麻烦 劳烦 帮我 帮忙 帮我们 给我们 给我 拜托 拜托了 打扰了 打扰一下 方便的话 一下 一下子 下 吧 啊 呀 哈 哦 呗 啦 了 的 地 得 这个 那个 那 这 就 先 再 现在 马上 赶紧 快 快点 赶快 直接 立刻 临时 暂时 重新 然后 接着 顺便 好了 嘛 呐 哟 我 你 您 咱 俺 侬 我们 咱们 要 想 去 来 个 位 名 是 有 在 上 完 过 发我 发给我 列一下 列出来 列出 给看看 我看看 看看 知道 想知道 一个 几个 用户 同志 呃 额 哎 诶 喂 其 将来 今天 里 面 都 回复 please pls just now the a an him her it for me us this that there of with my show tell give list today now still also 刚才 刚刚 操作 上一步 上一条 上一次 那条 那步 那一步 那次 刚才那条 命令 三个人 两个人 这三位 这两位 三位 两位 这几位 分别 那个谁 目前 当前 显示 现有 总共 一共 劳驾 有空的话 可以的话 辛苦 左右 些 算了 哈喽 嘞 原来 原 身上 recently moves today's go 咧 呐 儿 组里 群里 name 's left been be someone number now group|of please|do can i we you your our have has had he she they it",
  ],
]

/** How long a phrase can be; nothing longer is looked for. */
export const LONGEST_PHRASE = 24

/** Phrase → what it says; a phrase may say several things. */
export const MEANINGS: ReadonlyMap<string, ReadonlySet<Meaning>> = gather()

function gather(): Map<string, Set<Meaning>> {
  const all = new Map<string, Set<Meaning>>()
  for (const [meaning, phrases] of PHRASES) {
    for (const phrase of phrases.split(' ')) {
      const text = phrase.replaceAll('|', ' ')
      const known = all.get(text) ?? new Set<Meaning>()
      all.set(text, known.add(meaning))
    }
  }
  return all
}
