export const HELP: Readonly<Record<'keep' | 'replies' | 'rules', string>> = {
  keep: `fenzu keep [--dry-run] [--account NAME]
fenzu keep --menu [--dry-run] [--anyway] [--account NAME]

Copies what the console answers (replies to a follow, to keywords, to any message) and its menu, so that fenzu goes on with
them when the callback is enabled and the console's own stop. Media are kept as permanent material of the account. fenzu does
this by itself at its first start; run it again after a change in the console. --dry-run shows what is kept and what can't be,
and changes nothing. What shows less than before never takes the copy's place here: send 自动回复 重读 in the chat for that.

--menu publishes the kept menu through the API, over the one that is there. It says what differs. When somebody changed the
menu meanwhile, or a button can't be published, it does nothing unless --anyway is given.

It works beside a running bot, at once and without a restart; with none running it works on the store itself.`,
  replies: `fenzu replies export FILE [--account NAME]
fenzu replies import FILE [--dry-run] [--account NAME]

Writes the kept replies and the menu to a JSON file, and puts such a file in their place. docs/kept-replies.md describes it.
--dry-run reads the file and says what would become of it. A menu is published only by fenzu keep --menu.

It works beside a running bot, at once and without a restart; with none running it works on the store itself.`,
  rules: `fenzu rules apply FILE [--dry-run] [--account NAME]

Makes the rules of a JSON file the account's, in place of those that an earlier file made; rules of the chat are left alone.
Groups are named by their names:

  {"rules":[{"trigger":"scan","key":"poster1","group":"新人","policy":"ungrouped"},
            {"trigger":"text","key":"报名","label":"VIP"}]}

trigger is follow, scan, text or menu; policy is ungrouped (the default) or always. A rule that is the same as before keeps its
number. All of it is applied, or nothing. --dry-run says what would become of it. Rules of a file can't be changed in the chat.

It works beside a running bot, at once and without a restart; with none running it works on the store itself.`,
}
