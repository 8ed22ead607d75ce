import { findByPattern, type SecretFinder, type SecretSpan } from './span.ts';

/** Names whose value is a secret, as part of a longer name too: `DB_PASSWORD`, `clientSecret`, `x-api-key`. */
const NAMES = [
  'pass(?:word|wd|phrase|code)',
  '(?<![a-z])pass',
  '(?:mysql_|my|db_?)?pwd',
  // secretsmanager:GetSecretValue is the name of an action.
  '(?<!<)secret(?!smanager\\b)(?:_?access)?(?:_?key)?',
  'token',
  'api[_-]?key',
  'access[_-]?key(?:[_-]?id)?',
  'account[_-]?key',
  'shared[_-]?access[_-]?key',
  'private[_-]?key',
  'signing[_-]?key',
  'encryption[_-]?key',
  'credentials?',
  'session[_-]?id',
  'sessid',
  'connect\\.sid',
  '(?:c|x)srf',
  'x-amz-(?:signature|credential|security-token)',
  'signature',
  '(?<![a-z])sig',
  'otp',
  '(?<![a-z])cvv',
].join('|');

const KEY = new RegExp(`(?:${NAMES})`, 'gi');

// The rest of the name and what stands between name and value: `Key": "`, `_id=`, ` => `, `':  '`
const BETWEEN = /^[\w-]{0,12}(?:\\?["'\]]){0,2}(\s{0,3}(?:=>|:=|[:=])\s{0,3})(\\?["'`])?/;
const LOOKAHEAD_CHARS = 40;

const MAX_VALUE_CHARS = 500;

/** Words that are no secret: `using password: YES`, `token: null`, what was hidden before. */
const HARMLESS =
  /^(?:yes|no|true|false|null|none|nil|undefined|unset|empty|missing|required|invalid|expired|incorrect|failed|string|str|int|number|object|array|function|redacted|filtered|hidden|removed|masked|\*{1,40}|x{3,40}|\.{3}|\[\w{0,20}\]?|<\w{0,20}.*)$/i;

/** Source code that a traceback quotes: settings.DB_PASSWORD, os.environ["TOKEN"], get_secret( */
const CODE =
  /^(?:self|this|settings|config|process|os|env|environ|ENV|args|kwargs|options|opts|req|request|params|conf|app|ctx|data|body|row|user|\$\w{1,60}|\$\{[^}]{0,60}\}?|%\(?\w{0,40}\)?s)(?:[.[(]|->|$)|^[A-Za-z_]\w{0,60}[([]|^(?:str|len|int)\b/;

/** The value behind a name that says it is one: `password=…`, `"token": "…"`, `apiKey => '…'`. */
const namedValue: SecretFinder = (text) => {
  const spans: SecretSpan[] = [];
  for (const { index, 0: name } of text.matchAll(KEY)) {
    // A name within a value that goes already.
    if (index < (spans.at(-1)?.to ?? 0)) continue;
    const span = valueAfter(text, index + name.length, name.toLowerCase());
    if (span) spans.push(span);
  }
  return spans;
};

const valueAfter = (text: string, end: number, name: string): SecretSpan | undefined => {
  const between = BETWEEN.exec(text.slice(end, end + LOOKAHEAD_CHARS));
  if (!between) return undefined;
  const [whole, separator = '', quote] = between;
  const from = end + whole.length;
  const to = quote ? endOfQuoted(text, from, quote) : endOfBare(text, from, separator.includes('='));
  const value = text.slice(from, to);
  if (!isValue(value, { quoted: quote !== undefined, assigned: separator.includes('='), name }))
    return undefined;
  return {
    kind: name.includes('sig') ? 'signature' : /pass|pwd/.test(name) ? 'password' : 'token',
    from,
    to,
  };
};

const endOfQuoted = (text: string, from: number, quote: string): number => {
  const limit = Math.min(text.length, from + MAX_VALUE_CHARS);
  for (let at = from; at < limit; at += 1) {
    if (text.startsWith(quote, at)) return at;
    if (text[at] === '\\' && quote.length === 1) at += 1;
  }
  return limit;
};

const BARE_END = /[\s"'`<>,;&)}\]|]/;
/** A DSN's value may hold what ends a word elsewhere: Server=db;Pwd=a,b!c; */
const ASSIGNED_END = /[\s"'`<>;&)}\]]/;

const endOfBare = (text: string, from: number, assigned: boolean): number => {
  const run = text.slice(from, from + MAX_VALUE_CHARS);
  const end = run.search(assigned ? ASSIGNED_END : BARE_END);
  return from + (end === -1 ? run.length : end);
};

interface ValueForm {
  readonly quoted: boolean;
  readonly assigned: boolean;
  readonly name: string;
}

const isValue = (value: string, form: ValueForm): boolean => {
  if (value.length < 3 || HARMLESS.test(value)) return false;
  if (/token|otp|key|credential/.test(form.name) && /^\d{1,5}$/.test(value)) return false;
  return form.quoted ? isQuotedValue(value, form.name) : !CODE.test(value) && isBareValue(value, form);
};

/** A sentence is no secret, unless it is called a pass phrase. */
const isQuotedValue = (value: string, name: string): boolean =>
  !/\s/.test(value) || /\d/.test(value) || name.startsWith('pass');

/** After a colon stands prose as often as a value: `password: must be longer`, `token: unexpected`. */
const isBareValue = (value: string, { assigned }: ValueForm): boolean =>
  assigned || value.length >= 20 || /\d|[^\w.-]|[a-z][A-Z]/.test(value);

/** Secrets that are named by what stands before them. */
export const namedSecrets: readonly SecretFinder[] = [
  namedValue,
  // mysql -ushop -pOld5ecret     mysqldump -pOld5ecret
  findByPattern('password', /\bmysql\w{0,8}\b[^\n]{0,80}? -p(?<secret>[^\s'"]{4,80})/dg),
  // redis-cli -a S3cret    requirepass S3cret    AUTH S3cret
  findByPattern(
    'password',
    /(?:redis-cli\b[^\n]{0,80}? -a|\brequirepass|\bAUTH) {1,2}"?(?<secret>[^\s"']{6,100})/dg,
    (value) => /\d/.test(value),
  ),
  // --password S3cret    --token=abc
  findByPattern(
    'password',
    /--(?:password|passwd|token|secret|api-key)[ =]"?(?<secret>[^\s"'-][^\s"']{2,200})/dg,
  ),
  // IDENTIFIED BY 'S3cret'      WITH PASSWORD 'S3cret'     password "S3cret"
  findByPattern(
    'password',
    /(?:identified by|password(?: is| was)?) {1,2}(?<quote>["'])(?<secret>[^"'\n]{3,200})\k<quote>/dgi,
  ),
  // PDO->__construct('mysql:host=db;dbname=shop', 'shop', 'S3cret')     mysqli_connect('db', 'shop', 'S3cret')
  findByPattern(
    'password',
    /(?:PDO->__construct|PDO::connect|mysqli(?:->(?:__construct|connect|real_connect)|_connect|_real_connect)?|ftp_login|ssh2_auth_password|ldap_bind)\((?:[^,()\n]{0,200}, ?){2}(?<quote>["'])(?<secret>[^"'\n]{1,200})\k<quote>/dg,
    (value) => !value.includes('://'),
  ),
  // DBI::connect("DBI", "dbi:Pg:host=db;dbname=shop", "shop", "S3cret")     getConnection("jdbc:…", "shop", "S3cret")
  findByPattern(
    'password',
    /\\?["'](?:dbi:|jdbc:|\w{2,12}:\/\/|(?:\w{2,12}:)?(?:host|hostaddr|port|server|db|dbname|database|unix_socket|service)=)[^"'\n]{0,300}["'], ?\\?["'][^"'\n]{0,100}["'], ?\\?["'](?<secret>[^"'\\\n]{1,200})\\?["']/dgi,
  ),
  // Net::LDAP::bind(Net::LDAP=HASH(0x1), "cn=shop", "password", "S3cret") called at …, as Perl prints a stack
  findByPattern(
    'password',
    /(?:::|->)(?:auth\w{0,12}|login|bind|connect\w{0,12})\([^\n]{0,400}?, ?"(?<secret>[^"\n]{1,200})"(?:, ?HASH\(0x[0-9a-f]{1,16}\))?\) called at /dg,
  ),
  // shop:S3cret@tcp(db.internal:3306)/shop, as Go's driver of MySQL is told
  findByPattern(
    'password',
    /(?=@(?:tcp|unix)\()(?<=(?<![\w/.-])[\w.-]{1,64}:(?<secret>[^\s@/'"]{1,200}))@/dg,
  ),
  // Redis->auth('S3cret')
  findByPattern(
    'password',
    /->(?:auth|authenticate|setPassword)\((?<quote>["'])(?<secret>[^"'\n]{1,200})\k<quote>/dg,
  ),
];
