import { z } from 'zod'
import { defineLocal } from '../../define.ts'
import { follower } from '../../reading/arguments/person.ts'
import * as stored from '../../schemas.ts'

/** 复制: the bare openid and nothing else, because a phone copies a whole message. */
export const copy = defineLocal({
  spec: {
    name: '复制',
    english: 'copy',
    names: ['复制', 'copy', 'id'],
    reader: follower,
    role: 'viewer',
    summary: { zh: '只回复这个人的 openid，方便复制', en: 'replies with just the openid, for copying' },
    examples: ['复制 #57', 'copy #57'],
  },
  args: z.object({ openid: stored.openid }),
  needs: [],
  answer: ({ openid }) => ({ answer: { kind: 'openid', openid } }),
})
