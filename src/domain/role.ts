/** What somebody may do: 只读 looks, 管理员 moves people and makes groups, 所有者 deletes, hands over and manages admins. */
export type Role = 'viewer' | 'admin' | 'owner'

/** The least role that a command needs; anybody has it who knows the word and what belongs to it. */
export type LeastRole = Role | 'anybody'

/** From the least to the highest. */
export const ROLES: readonly Role[] = ['viewer', 'admin', 'owner']

/** Whether a role is enough for what needs `least`. */
export function isEnough(role: Role, least: LeastRole): boolean {
  return least === 'anybody' || ROLES.indexOf(role) >= ROLES.indexOf(least)
}

/** Whether one role is strictly below the other: nobody gives, takes or changes one that is not below their own. */
export function isBelow(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) < ROLES.indexOf(other)
}
