import type { Material } from '../console/materials.ts'
import { Refusal } from '../refusal.ts'
import { Bytes, DONE, get, post, upload } from './endpoint.ts'
import type { Family } from './endpoint.ts'
import { isMediaKind, readUpload } from './uploads.ts'

const MOST_AT_ONCE = 20

/** developers.weixin.qq.com, Temporary media and Permanent materials: for verified accounts. */
export const materialApi: Family = {
  '/cgi-bin/media/upload': upload((call, { materials }) => {
    const { id, kind, createdAt } = materials.add(readUpload(call, false), false)
    const name = kind === 'thumb' ? 'thumb_media_id' : 'media_id'
    return { type: kind, [name]: id, created_at: Math.floor(createdAt / 1000) }
  }),

  /** Videos are answered with an address. */
  '/cgi-bin/media/get': get(({ query, origin }, { materials }) => {
    const material = materials.find(query.get('media_id'))
    if (material === undefined) throw new Refusal(40007)
    if (material.kind === 'video') return { video_url: addressOf(material, origin) }
    return bytesOf(material)
  }),

  '/cgi-bin/material/add_material': upload((call, { materials }) => {
    const { id, kind } = materials.add(readUpload(call, true), true)
    return kind === 'image'
      ? { media_id: id, url: `http://mmbiz.qpic.cn/sandbox/${id}/0?wx_fmt=png` }
      : { media_id: id }
  }),

  '/cgi-bin/material/get_material': post(({ body, origin }, { materials }) => {
    const material = permanentOf(materials.find(body['media_id']))
    if (material.kind === 'video') {
      const { title, introduction: description } = material
      return { title, description, down_url: addressOf(material, origin) }
    }
    return bytesOf(material)
  }),

  '/cgi-bin/material/del_material': post(({ body }, { materials, menus }) => {
    const { id } = permanentOf(materials.find(body['media_id']))
    // 48005: what a menu or a reply uses can't be deleted.
    if (JSON.stringify([menus.default, menus.conditional]).includes(JSON.stringify(id))) throw new Refusal(48005)
    materials.remove(id)
    return DONE
  }),

  '/cgi-bin/material/get_materialcount': get((_call, { materials }) => {
    const [voice_count, video_count, image_count] = (['voice', 'video', 'image'] as const).map((kind) => {
      return materials.permanent(kind).length
    })
    return { voice_count, video_count, image_count, news_count: 0 }
  }),

  '/cgi-bin/material/batchget_material': post(({ body }, { materials }) => {
    const { type, offset = 0, count = MOST_AT_ONCE } = body
    if (type === 'news') return { total_count: 0, item_count: 0, item: [] }
    if (typeof type !== 'string' || !isMediaKind(type)) throw new Refusal(40004)
    if (typeof offset !== 'number' || typeof count !== 'number' || count < 1 || count > MOST_AT_ONCE)
      throw new Refusal(40035)
    const all = materials.permanent(type)
    const item = all.slice(offset, offset + count).map(({ id, name, createdAt }) => {
      return { media_id: id, name, update_time: Math.floor(createdAt / 1000), url: '' }
    })
    return { total_count: all.length, item_count: item.length, item }
  }),
}

function permanentOf(material: Material | undefined): Material {
  if (material?.permanent !== true) throw new Refusal(40007)
  return material
}

function bytesOf({ bytes, type, name }: Material): Bytes {
  return new Bytes(bytes, type, name)
}

/** Here the file is served by the sandbox itself, to this machine only. */
function addressOf({ id }: Material, origin: string): string {
  return `${origin}/media/${encodeURIComponent(id)}`
}
