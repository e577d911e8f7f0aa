import { join } from 'node:path'
import { expect, it } from 'vitest'
import { channelAddress } from '../../src/channel/address.ts'

it('the address of the channel is a short path whatever the store’s is, and a pipe on Windows', () => {
  const deep = join('/', 'x'.repeat(60), 'y'.repeat(60), 'fenzu.db')
  const address = channelAddress(deep)
  expect(Buffer.byteLength(address)).toBeLessThanOrEqual(100)
  expect(address).not.toBe(channelAddress(`${deep}2`))
  expect(channelAddress(deep, 'win32')).toMatch(/^\\\\\.\\pipe\\fenzu-[0-9a-f]{16}$/)
})
