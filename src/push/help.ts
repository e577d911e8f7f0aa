export const HELP = `fenzu push: sends a push to a server as WeChat would, and says what the user would see

  fenzu push text WORDS…         a text message
  fenzu push event NAME [KEY]    an event, such as CLICK or VIEW, with its EventKey
  fenzu push scan SCENE          a follower scans a QR code with a scene
  fenzu push follow [SCENE]      somebody follows, through a QR code if there is a scene
  fenzu push --raw FILE          the XML in a file, byte for byte; sealed in the AES modes
  fenzu push --replay FILE       a recorded push again, exactly as it was recorded

  --url URL       the callback (default: this machine, PORT or 8080, /wechat)
  --as OPENID     who sends it (default: the first of FENZU_ADMINS, or the sandbox's owner)
  --to gh_…       to which account (default: WECHAT_ORIGINAL_ID, or the sandbox's)
  --account NAME  one account of FENZU_ACCOUNTS; its callback is /wechat/NAME
  --mode MODE     plain, compat or safe (default: as the bot's settings say)
  --retry         up to three deliveries of five seconds, as WeChat makes them
  --record FILE   writes the push, as it went out last, for --replay

Token, AES key and appid come from the environment or .env, as the bot reads them; without an account they are the
sandbox's. Exit code: 0 when WeChat would be content with the answer, 1 when not, 2 for words or settings that won't do.`
