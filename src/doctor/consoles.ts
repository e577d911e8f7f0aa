/** Places in WeChat's consoles, in their own words. */
const ACCOUNT = '微信开发者平台 → 我的业务 → 公众号'
export const CALLBACK = `${ACCOUNT} → 消息与事件推送`
export const SECRETS = `${ACCOUNT} → 开发密钥`
export const WHITELIST = `${ACCOUNT} → API IP 白名单`
export const PERMISSIONS = `${ACCOUNT} → 接口权限`
export const VERIFICATION = '公众平台 → 账号详情 → 认证情况'
export const DETAILS = '公众平台 → 账号详情 → 原始ID'
export const FOLLOWERS = '公众平台 → 用户管理'
