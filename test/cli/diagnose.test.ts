import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { commandLine } from '../support/command-line.ts';

const LOG = `2026-11-22T10:00:00.000Z INFO [shop-req-0001] GET /health 200 1ms
2026-11-22T10:00:01.000Z INFO [shop-req-0002] GET /orders 200 8ms
2026-11-22T10:02:36.060Z ERROR [shop-req-0009] GET /orders failed Error: could not read the price list
    at readPrices (/srv/shop/prices.js:8:9)
    at async listOrders (/srv/shop/routes.js:31:18) {
  [cause]: Error: EACCES: permission denied, open '/srv/shop/prices.json'
      at async open (node:internal/fs/promises:640:25) {
    errno: -13,
    code: 'EACCES',
    syscall: 'open',
    path: '/srv/shop/prices.json'
  }
}
2026-11-22T10:02:36.061Z INFO [shop-req-0009] GET /orders 500 3ms
`;

const ASK = ['--at', '2026-11-22T10:02:36Z', '--request-id', 'shop-req-0009', '--path', '/orders', '--json'];

describe('whydown diagnose', () => {
  it.each([
    ['a file', 'app.log', LOG],
    ['a gzipped file', 'app.log.gz', gzipSync(LOG)],
  ])('reads %s', async (_title, name, content) => {
    await using shell = await commandLine();
    writeFileSync(shell.folder.file(name), content);
    const ran = await shell.whydown(['diagnose', '--log', shell.folder.file(name), ...ASK]);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      correlation: 'request',
      cause: { id: 'fs.permission', component: 'file /srv/shop/prices.json' },
      exception: {
        code: 'EACCES',
        inAppFrame: { file: '/srv/shop/prices.js', line: 8, function: 'readPrices' },
      },
      fingerprint: expect.any(String) as string,
    });
  });

  it('reads standard input', async () => {
    await using shell = await commandLine();
    const ran = await shell.whydown(['diagnose', '--log', '-', ...ASK], LOG);
    expect(JSON.parse(ran.stdout)).toMatchObject({ cause: { id: 'fs.permission' } });
  });

  it('says the answer first when a person reads it', async () => {
    await using shell = await commandLine();
    writeFileSync(shell.folder.file('app.log'), LOG);
    const ran = await shell.whydown(['diagnose', '--log', shell.folder.file('app.log')]);
    expect(ran.stdout.split('\n')[0]).toMatch(
      /^why: the process may not use a file or folder \(fs\.permission/,
    );
    expect(ran.stdout).toMatch(/in your code \/srv\/shop\/prices\.js:8 in readPrices/);
  });

  it('names no cause where the logs hold none, and says what is missing', async () => {
    await using shell = await commandLine();
    writeFileSync(
      shell.folder.file('app.log'),
      '2026-11-22T10:00:00.000Z INFO [shop-req-0001] GET /health 200 1ms\n',
    );
    const ran = await shell.whydown(['diagnose', '--log', shell.folder.file('app.log'), '--json']);
    const diagnosis = JSON.parse(ran.stdout) as { cause: null; gaps: unknown[] };
    expect(diagnosis.cause).toBeNull();
    expect(diagnosis.gaps).not.toEqual([]);
  });
});
