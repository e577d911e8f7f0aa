import type { ConsoleReplies, ConsoleReply, ConsoleRule, Keyword } from '../../domain/replies/console.ts'
import { fieldsOf, listOf, readContent, textOf, type Fields } from './content.ts'

/** The answer of get_current_autoreply_info in our words. Switches are 0 or 1, and what is switched off may be there too. */
export function readAutoreply(answer: Fields): ConsoleReplies {
  return {
    follow: readReply(answer['add_friend_autoreply_info'], answer['is_add_friend_reply_open']),
    any: readReply(answer['message_default_autoreply_info'], answer['is_autoreply_open']),
    rules: listOf(answer['keyword_autoreply_info']).map(readRule),
  }
}

function readReply(value: unknown, open: unknown): ConsoleReply | null {
  const fields = fieldsOf(value)
  if (Object.keys(fields).length === 0) return null
  return { on: Number(open) === 1, content: readContent(fields, 'content') }
}

function readRule(value: unknown): ConsoleRule {
  const fields = fieldsOf(value)
  return {
    name: textOf(fields['rule_name']),
    keywords: listOf(fields['keyword_list_info']).flatMap(readKeyword),
    mode: textOf(fields['reply_mode']) === 'random_one' ? 'one' : 'all',
    contents: listOf(fields['reply_list_info']).map((content) => readContent(content, 'content')),
  }
}

function readKeyword(value: unknown): Keyword[] {
  const fields = fieldsOf(value)
  const text = textOf(fields['content']).trim()
  if (text === '') return []
  return [{ match: textOf(fields['match_mode']) === 'equal' ? 'equal' : 'contain', text }]
}
