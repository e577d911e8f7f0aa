/*
 * What an operator had entered in the console before there was any server: a reply to those who follow, two keyword rules
 * and a menu. In the shapes of the two calls that read them.
 */

export type Autoreply = Readonly<Record<string, unknown>>
export type ConsoleMenu = Readonly<Record<string, unknown>>

/** Media ids of the first console; what lies behind them is drawn in sample-media.ts. */
const MAP_IMAGE = 'first_console_map_image_id'
const POSTER_IMAGE = 'first_console_poster_image_id'
const CATALOGUE_ID = 'first_console_catalogue_news_id'

const CATALOGUE = {
  list: [
    {
      title: '秋季画册',
      author: '分组',
      digest: '今年的新品都在这里',
      show_cover: 1,
      cover_url: 'http://mmbiz.qpic.cn/sandbox/autumn/0',
      content_url: 'http://mp.weixin.qq.com/s?__biz=sandbox&mid=1&idx=1',
      source_url: '',
    },
  ],
}

export function firstAutoreply(): Autoreply {
  return {
    is_add_friend_reply_open: 1,
    is_autoreply_open: 0,
    add_friend_autoreply_info: { type: 'text', content: '欢迎关注！发「营业时间」看几点开门，发「秋季画册」看新品。' },
    message_default_autoreply_info: { type: 'text', content: '收到，我们会尽快回复。' },
    keyword_autoreply_info: {
      list: [
        {
          rule_name: '营业时间',
          create_time: 1_700_000_000,
          reply_mode: 'reply_all',
          keyword_list_info: [
            { type: 'text', match_mode: 'contain', content: '营业时间' },
            { type: 'text', match_mode: 'contain', content: '几点开门' },
          ],
          reply_list_info: [
            { type: 'text', content: '每天 10:00 到 22:00，节假日照常。' },
            { type: 'img', content: MAP_IMAGE },
          ],
        },
        {
          rule_name: '画册',
          create_time: 1_700_000_100,
          reply_mode: 'random_one',
          keyword_list_info: [{ type: 'text', match_mode: 'equal', content: '秋季画册' }],
          reply_list_info: [{ type: 'news', content: CATALOGUE_ID, news_info: CATALOGUE }],
        },
      ],
    },
  }
}

export function firstMenu(): ConsoleMenu {
  return {
    is_menu_open: 1,
    selfmenu_info: {
      button: [
        { type: 'text', name: '营业时间', value: '每天 10:00 到 22:00，节假日照常。' },
        {
          name: '看看',
          sub_button: {
            list: [
              { type: 'news', name: '秋季画册', value: CATALOGUE_ID, news_info: CATALOGUE },
              { type: 'img', name: '海报', value: POSTER_IMAGE },
            ],
          },
        },
        { type: 'view', name: '官网', url: 'https://example.com/' },
      ],
    },
  }
}
