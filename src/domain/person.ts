/** A follower as a text names them, before anybody has looked who that is. */
export type PersonToken =
  | { readonly kind: 'openid'; readonly openid: string }
  /** `#57`. */
  | { readonly kind: 'number'; readonly number: number }
  /** `#5-#12`, both ends included. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** `oDF3…CM58`, as fenzu shortens an openid. */
  | { readonly kind: 'short'; readonly head: string; readonly tail: string }
  /** An alias or a remark, or a part of one. */
  | { readonly kind: 'name'; readonly name: string }
  /** Whoever is writing. */
  | { readonly kind: 'me' }
  /** Whom the writer's last command was about. */
  | { readonly kind: 'last' }

/** What an answer calls somebody by. */
export interface PersonName {
  readonly number: number
  readonly alias: string | null
  /** 备注, which names them where they have no alias. */
  readonly remark: string | null
}

/** By openid; whoever is not in it is called by their openid. */
export type PersonNames = ReadonlyMap<string, PersonName>
