/** Facts about QR codes that tell the account by which of them somebody came. */
export type CodeAnswer =
  /** `days` null is for good. */
  | { kind: 'qr-code'; scene: string; days: number | null; picture: string; link: string | null }
  /** This kind of account may make none (48001). */
  | { kind: 'qr-code-not-allowed' }
  | { kind: 'bad-qr-code'; reason: 'scene' | 'days'; example: string }
