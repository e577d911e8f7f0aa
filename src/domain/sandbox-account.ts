/**
 * The account of the simulated platform. Everybody may know these values: they open nothing but a sandbox on one's own
 * machine.
 */
export const SANDBOX_ACCOUNT = {
  appid: 'wx5a4db0c0ffee0001',
  appsecret: '5a4db0c0ffee00015a4db0c0ffee0001',
  token: 'sandbox',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  originalId: 'gh_5a4db0c0ffee',
  owner: 'oAdmin_Sandbox_0000000000001',
} as const
