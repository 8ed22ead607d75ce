import { appendFileSync, writeFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { loadConfig } from '../../lib/cli/load-config.ts';
import { startWatch, type Watcher } from '../../lib/cli/watch.ts';
import { poll } from '../e2e/poll.ts';
import { httpServer } from '../support/http-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const silentIo = (folder: string) => ({
  argv: [],
  env: {},
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: () => folder,
});

const watching = (told: string[]): Watcher => ({
  notified: (text) => void told.push(text.split('\n', 1)[0] ?? ''),
});

it('gives a sign of life to whom the config names, whatever that one answers', async () => {
  await using folder = await temporaryFolder();
  await using server = await httpServer((request, response) => {
    response.writeHead(request.url?.startsWith('/ping') ? 503 : 200).end();
  });
  writeFileSync(
    folder.file('whydown.yaml'),
    `deadMan: "${server.url}/ping/\${env:PING_ID}"
checks: [{ name: shop, url: "${server.url}/shop", interval: 2s }]
`,
  );
  const io = { ...silentIo(folder.path), env: { PING_ID: 'abc' } };
  const failures: string[] = [];
  const stderr = { write: (text: string) => failures.push(text) > 0 } as unknown as NodeJS.WriteStream;
  const config = await loadConfig(io, 'whydown.yaml');
  const options = { io: { ...io, stderr }, folder: folder.file('.whydown'), watcher: watching([]) };
  await using watch = await startWatch(config, options);
  await poll('the end of the tries', async () => failures.length > 0, { timeoutMs: 15_000 });
  const pings = server.requests.filter(({ url }) => url?.startsWith('/ping'));
  expect(pings.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(3).fill('GET /ping/abc'));
  expect(failures[0]).toMatch(/^the sign of life to deadMan failed: 127\.0\.0\.1:\d+ answered 503/);
  expect(failures[0]).not.toContain('abc');
  await poll('a probe', async () => server.requests.some(({ url }) => url === '/shop'), { timeoutMs: 5_000 });
  expect(await watch.store.state.incidents({ limit: 1 })).toEqual([]);
}, 40_000);

it('goes on with an incident after a restart, and tells its end once', async () => {
  await using folder = await temporaryFolder();
  let status = 500;
  await using server = await httpServer((request, response) => {
    const id = request.headers['x-request-id'] ?? '-';
    const log = (text: string): void =>
      appendFileSync(folder.file('app.log'), `${new Date().toISOString()} ${text}\n`);
    if (status === 500)
      log(
        `ERROR [${String(id)}] GET / failed TypeError: order is undefined\n    at show (/srv/shop/orders.js:7:3)`,
      );
    else log(`INFO [${String(id)}] GET / 200`);
    response.writeHead(status).end();
  });
  writeFileSync(
    folder.file('whydown.yaml'),
    `defaults: { interval: 2s, retry: { attempts: 1 } }
checks:
  - { name: shop, url: "${server.url}", diagnose: { components: [{ file: app.log }] } }
notifiers: { here: { type: terminal } }
`,
  );
  const io = silentIo(folder.path);
  const config = await loadConfig(io, 'whydown.yaml');
  const told: string[] = [];
  const start = () =>
    startWatch(config, { io, folder: folder.file('.whydown'), watcher: watching(told), pagePort: 0 });
  {
    await using watch = await start();
    await poll('the first notification', async () => told.length > 0, { timeoutMs: 15_000 });
    const page = await fetch(watch.pageUrl ?? '');
    expect(await page.text()).toContain('TypeError: order is undefined');
  }
  expect(told).toEqual([expect.stringMatching(/^shop is down: unhandled exception in application code/)]);
  status = 200;
  await using again = await start();
  await poll('the resolution', async () => told.length > 1, { timeoutMs: 15_000 });
  expect(told[1]).toMatch(/^shop is up again/);
  const incidents = await again.store.state.incidents({ limit: 10 });
  expect(incidents).toMatchObject([
    { status: 'resolved', reopenings: 0, diagnosis: { correlation: 'request' } },
  ]);
}, 40_000);
