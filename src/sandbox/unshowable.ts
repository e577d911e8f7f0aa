/** Why an answer is not shown, as its message. */
export class Unshowable extends Error {}
