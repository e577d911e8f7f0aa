/*
 * The last word of `npm ci`, run by npm as `prepare`: what npm says above about `engines` concerns the Node that npm itself
 * runs on. The scripts of this project run on the one that npm brought, which is the one that runs this.
 */
const needed = 24
const major = (version) => Number(/^v?(\d+)/.exec(version)?.[1])
const ofNpm = / node\/(v\d\S*)/.exec(process.env.npm_config_user_agent ?? '')?.[1]

if (major(process.version) < needed) {
  console.error(`fenzu needs Node ${needed} or newer; this is ${process.version}. Install it from https://nodejs.org/.`)
} else if (ofNpm !== undefined && major(ofNpm) < needed) {
  console.error(
    `All is well: the EBADENGINE warnings are about npm's own Node ${ofNpm}. npm start, npm test and the other scripts run on Node ${process.version}, which npm has just brought.`,
  )
}
