/** What the reference servers answer to an admin: about as long as what fenzu says to 帮助. */
export const TOLD = '📖 移动 分组 查 新建 改名 删除 撤销 结果 日志 语言 '.repeat(6)
