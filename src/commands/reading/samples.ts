/** Somebody in the sandbox's world, so that examples can be tried at once. */
export const SAMPLE_OPENID = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
export const OTHER_OPENID = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
