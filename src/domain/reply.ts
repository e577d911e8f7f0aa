/** What the door does with a push that was opened. */
export type Reply =
  | { readonly kind: 'success' }
  | { readonly kind: 'transfer' }
  | {
      readonly kind: 'text'
      readonly text: string
      /** Called once: true when the response with the text ended on an open socket. */
      readonly delivered?: (ok: boolean) => void
    }
