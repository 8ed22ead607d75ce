import { performance } from 'node:perf_hooks';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../lib/core/logs/redact.ts';

/** A text, the secrets in it, and what must stay readable. */
const ROWS: readonly (readonly [shape: string, text: string, secrets: readonly string[], keep: string])[] = [
  ['URL', 'postgres://shop:s3cret@db.internal:5432/shop refused', ['s3cret'], '@db.internal:5432/shop'],
  [
    'URL with @, ! and #',
    'dsn postgres://shop:p@ss!w0rd#1@db.internal/shop',
    ['p@ss!w0rd#1', 'ss!w0rd#1'],
    '@db.internal/shop',
  ],
  ['URL with a host of one word', 'redis://:hunter22x@cache:6379/0', ['hunter22x'], '@cache:6379'],
  ['two URLs in one list', 'redis://:first1pw@a:1,redis://:second2pw@b:2', ['first1pw', 'second2pw'], '@b:2'],
  [
    'token in a URL',
    'https://ghp_abcdefghijklmnopqrstuvwx@github.com/x',
    ['ghp_abcdefghijklmnopqrstuvwx'],
    '@github.com/x',
  ],
  ['JDBC query', 'jdbc:mysql://db:3306/shop?user=shop&password=Xk3nVb7Q&ssl=true', ['Xk3nVb7Q'], '&ssl=true'],
  [
    'libpq DSN',
    "host=db port=5432 dbname=shop user=shop password='pa ss7' sslmode=require",
    ['pa ss7'],
    'sslmode=require',
  ],
  ['ADO.NET DSN', 'Server=db;User Id=shop;Pwd=a,b!c7;Encrypt=yes', ['a,b!c7'], 'Encrypt=yes'],
  [
    'PHP constructor',
    "#0 /app/pdo.php(2): PDO->__construct('mysql:host=127....', 'shop', 'Sup3rSecret')",
    ['Sup3rSecret'],
    "PDO->__construct('mysql:host=127....', 'shop',",
  ],
  [
    'Bearer JWT',
    'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl',
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl'],
    'Authorization: Bearer',
  ],
  [
    'Bearer key',
    'headers: { Authorization: "Bearer sk_live_51HxQw9TzKq0aVbNc3dEfGh" }',
    ['sk_live_51HxQw9TzKq0aVbNc3dEfGh'],
    'Authorization',
  ],
  ['cookie', 'Cookie: sid=s%3AqT7x; theme=dark', ['qT7x'], 'Cookie:'],
  ['session cookie', 'Set-Cookie: PHPSESSID=0a1b2c3d4e5f6a7b; path=/', ['0a1b2c3d4e5f6a7b'], 'Set-Cookie'],
  ['AWS key', 'aws_access_key_id=AKIAQ3EGSHOPLAB7XW2M not found', ['AKIAQ3EGSHOPLAB7XW2M'], 'not found'],
  [
    'AWS secret',
    "secretAccessKey: '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'",
    ['h7Lq2vXw9Tz4rBn3Hs8mQyKp6Jd5Gf1Cs0AeUiOx'],
    'secretAccessKey',
  ],
  [
    'AWS secret alone',
    'signing with wJalrXUtnFEMIK7MDENGbPxRfiCYSHOPLABKEY12 failed',
    ['wJalrXUtnFEMIK7MDENGbPxRfiCYSHOPLABKEY12'],
    'failed',
  ],
  [
    'PostgreSQL key',
    'DETAIL:  Key (email)=(ada@example.org) already exists.',
    ['ada@example.org'],
    'already exists.',
  ],
  [
    'PostgreSQL row',
    'DETAIL:  Failing row contains (7, ada, 4242, null).',
    ['7, ada, 4242, null'],
    'Failing row contains',
  ],
  [
    'MySQL key',
    "Duplicate entry 'ada@example.org' for key 'customers.email'",
    ['ada@example.org'],
    "for key 'customers.email'",
  ],
  ['Basic', 'authorization: Basic c2hvcDpzM2NyZXQ=', ['c2hvcDpzM2NyZXQ='], 'authorization:'],
  ['JSON password', '{"user":"shop","password":"p\\"w9","ok":false}', ['p\\"w9'], '"ok":false'],
  ['escaped JSON password', String.raw`body: "{\"password\":\"Tr0ub4dor\",\"x\":1}"`, ['Tr0ub4dor'], 'body:'],
  [
    'presigned URL',
    'GET https://b.s3.amazonaws.com/k?X-Amz-Signature=9f86d081884c7d65&X-Amz-Expires=60',
    ['9f86d081884c7d65'],
    'X-Amz-Expires=60',
  ],
  [
    'GitHub',
    'remote: ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    ['ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
    'remote:',
  ],
  ['Slack', 'xoxb-123456789012-abcdefABCDEF', ['xoxb-123456789012-abcdefABCDEF'], ''],
  [
    'quoted source',
    '    conn = connect("db", password="Winter2026!")',
    ['Winter2026!'],
    'connect("db", password=',
  ],
  ['environment', 'PGPASSWORD=qwe123rty psql -h db', ['qwe123rty'], 'psql -h db'],
  ['flag', 'mysqldump --password=Old5ecret shop', ['Old5ecret'], 'shop'],
  ['mysql -p', 'mysql -ushop -pOld5ecret shop', ['Old5ecret'], '-ushop'],
  [
    'arguments of a Perl stack',
    'DBI::connect("DBI", "dbi:Pg:host=db;dbname=shop", "shop", "Quiet-meadow.Lamp3", HASH(0x5653)) called at Orders.pm line 8',
    ['Quiet-meadow.Lamp3'],
    'called at Orders.pm line 8',
  ],
  [
    'arguments of a driver',
    'DBD::Pg::dr::connect(DBI::dr=HASH(0x1), "host=db;port=5432", "shop", "Quiet-meadow.Lamp3") called at DBI.pm line 6',
    ['Quiet-meadow.Lamp3'],
    'host=db;port=5432',
  ],
  [
    'arguments of JDBC in JSON',
    '{"msg":"getConnection(\\"jdbc:mysql://db/shop\\", \\"shop\\", \\"Quiet-meadow.Lamp3\\") failed"}',
    ['Quiet-meadow.Lamp3'],
    'getConnection(',
  ],
  [
    'a Perl stack without a DSN',
    'Shop::Mail::login("smtp.shop.example", "shop", "Quiet-meadow.Lamp3") called at A.pm line 3',
    ['Quiet-meadow.Lamp3'],
    'Shop::Mail::login(',
  ],
  [
    'mysqli',
    "#0 /srv/a.php(3): mysqli->connect('db', 'shop', 'Quiet-meadow.Lamp3', 'shop')",
    ['Quiet-meadow.Lamp3'],
    'mysqli->connect(',
  ],
  [
    'DSN of Go',
    'open shop:Quiet-meadow.Lamp3@tcp(10.0.0.5:3306)/shop failed',
    ['Quiet-meadow.Lamp3'],
    '@tcp(10.0.0.5:3306)/shop',
  ],
  ['SQL', "CREATE USER shop IDENTIFIED BY 'Old5ecret'", ['Old5ecret'], 'CREATE USER shop'],
  [
    'e-mail',
    'customer ada.lovelace+x@mail.example.org not found',
    ['ada.lovelace+x@mail.example.org'],
    'not found',
  ],
  ['card', 'card 4242 4242 4242 4242 declined', ['4242 4242 4242 4242'], 'declined'],
  ['card in a URL', 'GET /pg?s=%27card%204111111111111111%27 500', ['4111111111111111'], 'GET /pg?s='],
  ['e-mail in a URL', 'GET /c?e=grace%40example.org 500', ['grace%40example.org'], 'GET /c?e='],
  ['card without spaces', "'card 4111111111111111')", ['4111111111111111'], 'card'],
  ['IBAN', 'payout to DE89 3704 0044 0532 0130 00 failed', ['3704 0044 0532'], 'failed'],
  [
    'private key',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq\n-----END RSA PRIVATE KEY-----',
    ['MIIEpAIBAAKCAQEA7bq'],
    'BEGIN RSA PRIVATE KEY',
  ],
];

const KEPT = [
  'FATAL:  password authentication failed for user "shop"',
  "Access denied for user 'shop'@'127.0.0.1' (using password: YES)",
  `SyntaxError: Unexpected token '<', "<html><he"... is not valid JSON`,
  'Unexpected token } in JSON at position 42',
  'PHP Warning:  file_put_contents(/srv/x/log.txt): Failed to open stream: Permission denied in /app/req.php on line 1',
  "KeyError: 'price'",
  'connection to server at "127.0.0.1", port 5999 failed: Connection refused',
  'The security token included in the request is expired',
  'User: arn:aws:sts::123456789012:assumed-role/shop/orders is not authorized to perform: dynamodb:GetItem',
  'duplicate key value violates unique constraint "customers_email_key"',
  'password: must be at least 12 characters',
  'token: unexpected end of input',
  '    password=settings.DB_PASSWORD, token=os.environ["TOKEN"]',
  '  File "/srv/shop/venv/lib/python3.11/site-packages/django/db/backends/base/base.py", line 279, in ensure_connection',
  'GET https://api.example:8443/users/7?page=2 500',
  'at /srv/node_modules/.pnpm/foo@1.2.3/node_modules/foo/index.js:3:4',
  'request 6b064573246e7a49a1adc46729d1a0b8 took 12ms, commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
  'invalid username-password pair or user is disabled.',
  'Bookshop::Orders::recent() called at shop.pl line 20',
  'max_tokens=4096 temperature=0.7',
];

describe('redact', () => {
  it.each(ROWS)('hides the secret in: %s', (_, text, secrets, keep) => {
    const hidden = createRedactor()(text);
    for (const secret of secrets) expect(hidden).not.toContain(secret);
    expect(hidden).toContain(keep);
    expect(hidden).toMatch(/<secret:[a-z-]+:\d+>/);
  });

  it.each(KEPT)('keeps what carries the diagnosis: %s', (text) => {
    expect(createRedactor()(text)).toBe(text);
  });

  it('gives one secret one token throughout', () => {
    const redact = createRedactor();
    const [first, other, again] = ['password=alpha7', 'password=beta8', 'password=alpha7'].map(redact);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('leaves its own tokens alone', () => {
    const redact = createRedactor();
    const once = redact('postgres://shop:s3cret@db/shop password="x7yz" Cookie: sid=abc');
    expect(redact(once)).toBe(once);
  });

  it.each([
    ['at signs', '@'.repeat(65_536)],
    ['URLs', 'a://'.repeat(16_384)],
    ['half-open URLs', 'http://a:b'.repeat(6_554)],
    ['keys without values', 'password='.repeat(7_282)],
    ['quotes', '"password":"'.repeat(5_462)],
    ['digits', '4'.repeat(65_536)],
    ['base64', 'aB3/'.repeat(16_384)],
    ['dots', 'a.'.repeat(32_768)],
    ['braces', 'PDO->__construct('.repeat(3_856)],
    ['cookies', 'cookie: a=b'.repeat(5_958)],
  ])('takes linear time over 64 KiB of %s', (_, text) => {
    const redact = createRedactor();
    redact(text.slice(0, 1_024));
    const started = performance.now();
    redact(text);
    // A quadratic pattern takes seconds; a linear one a few milliseconds, and this machine is shared.
    expect(performance.now() - started).toBeLessThan(600);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
        expect(typeof createRedactor()(text)).toBe('string');
      }),
      { numRuns: 500 },
    );
  });

  it('hides a password wherever a DSN stands', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9!#$%^*_.~-]{6,24}$/);
    fc.assert(
      fc.property(word, fc.constantFrom('', ' ', '"', "'", '(', 'DSN='), (password, before) => {
        const secret = `${password}9`;
        expect(createRedactor()(`${before}postgres://shop:${secret}@db.internal/shop`)).not.toContain(
          `:${secret}@`,
        );
      }),
      { numRuns: 300 },
    );
  });
});
