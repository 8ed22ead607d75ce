import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const verifyOf = (text: string): readonly (string | undefined)[] =>
  diagnose(evidenceOf(text), { formats: LOG_FORMATS, rules: CAUSE_RULES }).remedy.map(({ verify }) => verify);

const ROWS: readonly (readonly [text: string, command: string])[] = [
  [
    `org.postgresql.util.PSQLException: FATAL: password authentication failed for user "shop" (postgres://db.internal:5432/shop)`,
    "psql -h db.internal -p 5432 -U shop -c 'select 1'",
  ],
  [
    `Error 1045 (28000): Access denied for user 'shop'@'10.0.0.7' (using password: YES)`,
    "mysql -u shop -p -e 'select 1'",
  ],
  [
    'redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled.',
    'redis-cli --askpass ping',
  ],
  [
    'org.postgresql.util.PSQLException: ERROR: relation "orders" does not exist',
    String.raw`psql -c '\d orders'`,
  ],
  [`Error 1146 (42S02): Table 'shop.orders' doesn't exist`, "mysql -p -e 'show create table shop.orders'"],
  [
    'Traceback (most recent call last):\n  File "/srv/shop/a.py", line 1, in <module>\n    import openpyxl\nModuleNotFoundError: No module named \'openpyxl\'',
    "python3 -c 'import openpyxl'",
  ],
  [
    "Error: Cannot find module 'sharp'\nRequire stack:\n- /srv/shop/a.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1140:15)\n    at f (/srv/shop/a.js:9:10)",
    `node -p 'require.resolve("sharp")'`,
  ],
  [
    '2026/11/22 10:04:42 [error] 1#1: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 127.0.0.1, server: shop, request: "GET /slow HTTP/1.1", upstream: "http://127.0.0.1:7097/slow", host: "shop"',
    String.raw`curl -sS -o /dev/null -w '%{http_code} %{time_total}\n' http://127.0.0.1:7097/`,
  ],
  [
    'java.lang.OutOfMemoryError: Java heap space\n\tat shop.Report.year(Report.java:3)',
    'jcmd 0 GC.heap_info',
  ],
  ['Error: listen EADDRINUSE: address already in use :::8112', "ss -ltnp 'sport = :8112'"],
];

describe('a remedy', () => {
  it.each(ROWS)('for %s is verified by %s', (text, command) => {
    expect(verifyOf(text)).toContain(command);
  });

  it('runs no command that a log brings along', () => {
    const found = verifyOf(`FATAL:  password authentication failed for user "$(reboot);'"`);
    expect(found).toContain(String.raw`psql -U '$(reboot);'\''' -c 'select 1'`);
  });
});
