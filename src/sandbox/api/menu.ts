import type { Button, ConditionalMenu } from '../console/menus.ts'
import { Refusal } from '../refusal.ts'
import { isObject, knownFollower } from './arguments.ts'
import { DONE, get, post } from './endpoint.ts'
import type { ApiCall, Family } from './endpoint.ts'
import { readButtons } from './menu-buttons.ts'

/** developers.weixin.qq.com, Custom menus and personalised menus. */
export const menuApi: Family = {
  '/cgi-bin/menu/create': post(({ body }, { menus, materials }) => {
    if (menus.wasJustDeleted) throw new Refusal(40028)
    menus.create(readButtons(body['button'], materials))
    return DONE
  }),

  '/cgi-bin/menu/get': get((_call, { menus }) => {
    if (menus.default === undefined) throw new Refusal(46003)
    const { button, menuid } = menus.default
    const menu = { menu: { button: button.map(written), menuid } }
    if (menus.conditional.length === 0) return menu
    return { ...menu, conditionalmenu: menus.conditional.map(conditional) }
  }),

  '/cgi-bin/menu/delete': get((_call, { menus }) => {
    menus.delete()
    return DONE
  }),

  '/cgi-bin/menu/addconditional': post((call, { menus, materials }) => {
    if (menus.default === undefined) throw new Refusal(65303)
    const matchrule = readRule(call)
    return { menuid: String(menus.addConditional(readButtons(call.body['button'], materials), matchrule)) }
  }),

  '/cgi-bin/menu/delconditional': post(({ body }, { menus }) => {
    if (!menus.removeConditional(Number(body['menuid']))) throw new Refusal(65301)
    return DONE
  }),

  '/cgi-bin/menu/trymatch': post(({ body }, { menus, world }) => {
    return { button: menus.of(knownFollower(world, body['user_id'])).map(written) }
  }),
}

/** Since 2022 only a tag or a kind of phone may decide; the other conditions are refused. */
function readRule({ body }: ApiCall): Record<string, string> {
  const rule = isObject(body['matchrule']) ? body['matchrule'] : {}
  const { tag_id: tagId, group_id: groupId = tagId, client_platform_type: phone, ...others } = rule
  if (Object.keys(others).length > 0) throw new Refusal(65320)
  if (groupId === undefined && phone === undefined) throw new Refusal(65304)
  const written = { tag_id: groupId, client_platform_type: phone }
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  )
}

/** Every button is answered with a list below it, empty or not. */
function written(button: Button): object {
  return { ...button, sub_button: (button.sub_button ?? []).map(written) }
}

/** The answer calls a tag by the older name. */
function conditional({ button, matchrule, menuid }: ConditionalMenu): object {
  const { tag_id: groupId, ...others } = matchrule
  const rule = groupId === undefined ? others : { group_id: Number(groupId), ...others }
  return { button: button.map(written), matchrule: rule, menuid }
}
