import { describe, expect, it } from 'vitest';
import { addressIn, showAddress } from '../../../lib/core/causes/address.ts';
import { awsCallOf } from '../../../lib/core/causes/aws-service.ts';
import { datastoreOf } from '../../../lib/core/causes/datastore.ts';
import { look } from '../../../lib/core/causes/seen.ts';
import { upstreamComponent, upstreamOf } from '../../../lib/core/causes/upstream.ts';
import { patternOf } from '../../../lib/core/causes/pattern-of.ts';
import { shellWord } from '../../../lib/core/causes/remedies.ts';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';
import { logRecord } from '../../support/log-record.ts';

const seen = (text: string) => look(logRecord(text));

const componentIn = (text: string) =>
  diagnose(evidenceOf(text), { formats: LOG_FORMATS, rules: CAUSE_RULES }).cause?.component;

/** A traceback with the values of variables drawn below the source, as Loguru prints it. */
const drawn = (value: string, exception: string): string =>
  [
    '2026-12-01 06:28:42.934 | ERROR    | serve:call:66 | GET /basket failed',
    'Traceback (most recent call last):',
    '  File "/srv/shop/serve.py", line 66, in call',
    '    return callback(*args)',
    `           └ ${value}`,
    exception,
  ].join('\n');

describe('what the values of variables show beside the stack', () => {
  it.each([
    [
      'redis localhost:6380',
      '<redis.connection.Connection(host=localhost,port=6380,db=0)>',
      'redis.exceptions.AuthenticationError: HELLO must be called with the client already authenticated',
    ],
    [
      'postgres 127.0.0.1:5439',
      'Engine(postgresql+psycopg2://shop:***@127.0.0.1:5439/shop)',
      'sqlalchemy.exc.TimeoutError: QueuePool limit of size 1 overflow 0 reached, connection timed out, timeout 0.80',
    ],
    [
      'file /srv/shop/ledger.txt',
      "<_io.TextIOWrapper name='/srv/shop/ledger.txt' mode='a' encoding='utf-8'>",
      'OSError: [Errno 28] No space left on device',
    ],
    [
      'database',
      'Engines(mysql://a@10.0.0.1:3306/a, mysql://a@10.0.0.2:3306/a)',
      'sqlalchemy.exc.TimeoutError: QueuePool limit of size 1 overflow 0 reached, connection timed out, timeout 0.80',
    ],
  ])('%s', (wanted, value, exception) => {
    expect(componentIn(drawn(value, exception))).toBe(wanted);
  });

  it('the URL that was asked for is not what failed', () => {
    const log = [
      "[2026-12-01 08:36:29 +0000] [1] [ERROR] Exception occurred while handling uri: 'http://127.0.0.1:8002/orders'",
      'Traceback (most recent call last):',
      '  File "/srv/shop/orders.py", line 18, in load',
      '    cursor.execute(query)',
      'psycopg2.errors.UndefinedTable: relation "vouchers" does not exist',
    ];
    expect(componentIn(log.join('\n'))).toBe('postgres');
  });
});

describe('addressIn', () => {
  it.each([
    ['connection to server at "127.0.0.1", port 5999 failed', '127.0.0.1:5999'],
    ['connection to server at "db" (10.0.0.7), port 5432 failed', 'db:5432'],
    ["HTTPSConnectionPool(host='api.paywell.test', port=443): Max retries exceeded", 'api.paywell.test:443'],
    ['connect ECONNREFUSED ::1:5432', '[::1]:5432'],
    ['getaddrinfo ENOTFOUND api.stripe.invalid', 'api.stripe.invalid'],
    ['dial tcp 10.0.0.8:8080: connect: connection refused', '10.0.0.8:8080'],
    ['dial tcp: lookup db.internal on 10.0.0.2:53: no such host', 'db.internal'],
    ["Can't connect to MySQL server on 'db.internal:3306' (111)", 'db.internal:3306'],
    ['could not translate host name "db.shop.invalid" to address', 'db.shop.invalid'],
    ['cURL error 6: Could not resolve host: rates.example', 'rates.example'],
    ['Error 111 connecting to localhost:6379. Connection refused.', 'localhost:6379'],
    ['503 Server Error for url: https://api.paywell.test/v1', 'api.paywell.test'],
    [
      'refused, client: 10.1.1.1, server: shop, upstream: "http://127.0.0.1:7097/x", host: "10.9.9.9:80"',
      '127.0.0.1:7097',
    ],
    [
      '[client 10.1.1.1:46568] AH00957: http: attempt to connect to 127.0.0.1:5998 (127.0.0.1) failed',
      '127.0.0.1:5998',
    ],
  ])('%s → %s', (text, address) => {
    const found = addressIn(text);
    expect(found && showAddress(found)).toBe(address);
  });

  it.each([
    'KeyError: 1',
    'in /srv/shop/index.php:16',
    'at /srv/a.js:12:3',
    'Background on this error at: https://sqlalche.me/e/20/3o7r',
  ])('finds none in: %s', (text) => {
    expect(addressIn(text)).toBeUndefined();
  });
});

describe('datastoreOf', () => {
  it.each([
    ['psycopg2.OperationalError: x', 'postgres'],
    ['SQLSTATE[HY000] [2002] Connection refused', 'mysql'],
    ['connect ECONNREFUSED 10.0.0.9:27017', 'mongodb'],
    ['connect ECONNREFUSED 10.0.0.9:8080', undefined],
    ['ORA-12541: TNS:no listener', 'oracle'],
    ['could not load the cart from Redis', 'redis'],
    ['QueuePool limit of size 5 overflow 10 reached', 'database'],
  ])('%s → %s', (text, kind) => {
    expect(datastoreOf(seen(text))).toBe(kind);
  });
});

describe('awsCallOf', () => {
  it.each([
    [
      'User: arn:aws:sts::1:assumed-role/shop/x is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:1:table/orders because',
      {
        service: 'dynamodb',
        action: 'dynamodb:GetItem',
        resource: 'arn:aws:dynamodb:eu-central-1:1:table/orders',
      },
    ],
    [
      'An error occurred (AccessDenied) when calling the PutObject operation',
      { service: 's3', action: 's3:PutObject' },
    ],
    ['https://sqs.eu-central-1.amazonaws.com timed out', { service: 'sqs' }],
    ['ProvisionedThroughputExceededException: the table', { service: 'dynamodb' }],
    ['something else', {}],
  ])('%s', (text, call) => {
    expect(awsCallOf(seen(text))).toEqual(call);
  });
});

describe('upstreamOf', () => {
  it.each([
    ['upstream: "http://127.0.0.1:7097/refused", host: "shop"', 'http 127.0.0.1:7097'],
    ['upstream: "fastcgi://unix:/run/php.sock:", host: "shop"', 'file /run/php.sock'],
    [
      '10.1.1.1:48320 [22/Nov/2026:10:20:01.562] shop app/s1 0/0/-1/-1/1504 503 217 - - SC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"',
      'http app/s1',
    ],
    ['it died', 'self'],
  ])('%s → %s', (text, component) => {
    expect(upstreamComponent(upstreamOf(seen(text)))).toBe(component);
  });
});

describe('patternOf', () => {
  it('leaves out what varies', () => {
    expect(
      patternOf(
        "order 42 of 'ada' at 10.0.0.7:5432 failed after 12ms (c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d)",
      ),
    ).toBe('order * of * at * failed after *ms (*)');
  });
});

describe('shellWord', () => {
  it.each([
    ['/srv/x/log.txt', '/srv/x/log.txt'],
    ['/srv/$(reboot)/x', "'/srv/$(reboot)/x'"],
    ["it's; rm -rf /", String.raw`'it'\''s; rm -rf /'`],
  ])('%s becomes %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});
