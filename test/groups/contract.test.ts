import { describe } from 'vitest'
import { groupBackendContract } from '../contracts/group-backend.ts'

describe.each(['groups', 'tags'] as const)('the backend on %s', (name) => {
  groupBackendContract(name)
})
