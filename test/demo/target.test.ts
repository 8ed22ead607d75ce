import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { execFileSync, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FAULTS, type FaultName } from '../../lib/demo/faults.ts';
import { startTarget, type Target } from '../../lib/demo/start-target.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
let target: Target;

beforeAll(async () => {
  folder = await temporaryFolder();
  target = await startTarget({ folder: folder.path, customersEveryMs: 0 });
});

afterAll(async () => {
  await target.stop();
  await folder[Symbol.asyncDispose]();
});

const get = async (path: string, requestId = 'test') => {
  const response = await fetch(target.url + path, { headers: { 'x-request-id': requestId } });
  return { status: response.status, body: await response.text(), headers: response.headers };
};

/** The log entries of a request, each with its continuation lines. */
const entriesOf = async (requestId: string): Promise<readonly string[]> => {
  const log = await readFile(target.logPath, 'utf8');
  return log.split(/\n(?=\d{4}-\d\d-\d\dT)/).filter((entry) => entry.includes(`[${requestId}]`));
};

describe('a fault', () => {
  it.each<[FaultName, readonly (string | RegExp)[]]>([
    [
      'db-refused',
      [
        /Error: query failed on postgres:\/\/shop@127\.0\.0\.1:\d+\/shop: select id, customer, /,
        /at async loadOrders \(file:.*\/lib\/demo\/shop\/load-orders\.[jt]s:\d+:\d+\)/,
        /\[cause\]: Error: connect ECONNREFUSED 127\.0\.0\.1:\d+\n +at TCPConnectWrap\.afterConnect/,
        "syscall: 'connect'",
      ],
    ],
    [
      'exception',
      [
        "TypeError: Cannot read properties of null (reading 'name')",
        /at addressLine \(file:.*\/lib\/demo\/shop\/load-orders\.[jt]s:\d+:\d+\)/,
      ],
    ],
    [
      'permission',
      [
        /Error: EACCES: permission denied, open '.*\/prices\.json'/,
        /at async readPrices \(file:.*\/lib\/demo\/shop\/prices\.[jt]s:\d+:\d+\)/,
        'errno: -13',
      ],
    ],
    [
      'memory',
      [
        /at piecesPerDay \(file:.*\/lib\/demo\/shop\/order-statistics\.[jt]s:\d+:\d+\)/,
        'Error [ERR_WORKER_OUT_OF_MEMORY]: Worker terminated due to reaching memory limit: JS heap out of memory',
      ],
    ],
    [
      'timeout',
      [
        /Error: inventory did not answer within 500 ms: GET http:\/\/127\.0\.0\.1:\d+\/stock/,
        '[cause]: [DOMException [TimeoutError]: The operation was aborted due to timeout]',
      ],
    ],
    [
      'third-party',
      [
        /PaymentProviderError: payment provider answered 503 Service Unavailable: GET http:/,
        'status: 503',
        "body: '<html>",
      ],
    ],
  ])('%s answers 500 and logs what the runtime prints, until it is switched off', async (name, printed) => {
    expect((await get('/orders')).status).toBe(200);
    await target.setFault(name, true);
    const failed = await get('/orders', `during-${name}`);
    expect([failed.status, failed.headers.get('x-request-id')]).toEqual([500, `during-${name}`]);
    expect((await get('/health')).status).toBe(200);
    await target.setFault(name, false);
    expect((await get('/orders')).status).toBe(200);

    const [error, access] = await entriesOf(`during-${name}`);
    expect(error).toMatch(/^\S+Z ERROR \[\S+\] GET \/orders failed /);
    for (const part of printed) expect(error).toMatch(part);
    expect(access).toMatch(/^\S+Z INFO \[\S+\] GET \/orders 500 \d+ms$/);
  });

  it('flaky answers 500 to every third request', async () => {
    await target.setFault('flaky', true);
    const answers: number[] = [];
    for (let n = 0; n < 9; n++) answers.push((await get('/orders', `flaky-${n}`)).status);
    await target.setFault('flaky', false);
    const failed = answers.flatMap((status, n) => (status === 500 ? [n] : []));
    expect(failed).toHaveLength(3);
    expect(failed.map((n) => n - failed[0]!)).toEqual([0, 3, 6]);
    const [error] = await entriesOf(`flaky-${failed[0]}`);
    expect(error).toContain("TypeError: Cannot read properties of null (reading 'name')");
  });

  it('of a name that nobody knows is refused with the names that there are', async () => {
    const response = await fetch(`${target.url}/__faults/fire`, { method: 'PUT' });
    expect(response.status).toBe(404);
    expect(Object.keys(((await response.json()) as { faults: object }).faults)).toEqual(Object.keys(FAULTS));
  });

  it('is listed while it is on, and leaves no word of itself in the log', async () => {
    const active = async () =>
      ((await (await fetch(`${target.url}/__faults`)).json()) as { active: string[] }).active;
    await target.setFault('third-party', true);
    expect(await active()).toEqual(['third-party']);
    await target.setFault('third-party', false);
    expect(await active()).toEqual([]);
    expect(await readFile(target.logPath, 'utf8')).not.toMatch(/fault/i);
  });

  it('that keeps the price list from being read survives the shop, but does not hinder the next one', async () => {
    await using other = await temporaryFolder();
    const first = await startTarget({ folder: other.path, customersEveryMs: 0 });
    await first.setFault('permission', true);
    process.kill(first.pid, 'SIGKILL');
    await using second = await startTarget({ folder: other.path, customersEveryMs: 0 });
    expect((await fetch(`${second.url}/orders`)).status).toBe(200);
  });
});

/** The command lines of all processes that name this text. */
const processesWith = (text: string): readonly string[] =>
  execFileSync('ps', ['-eo', 'args'])
    .toString()
    .split('\n')
    .filter((line) => line.includes(text));

describe('the shop', () => {
  it('logs where it listens when it starts', async () => {
    expect(await readFile(target.logPath, 'utf8')).toContain(
      `INFO [-] shop is listening on ${target.url}, node v`,
    );
  });

  it.each([
    ['GET', '/orders/1001', 200],
    ['GET', '/orders/7', 404],
    ['GET', '/products', 200],
    ['GET', '/nothing', 404],
    ['POST', '/orders', 405],
  ])('answers %s %s with %d', async (method, path, status) => {
    const response = await fetch(target.url + path, { method });
    expect(response.status).toBe(status);
    await response.arrayBuffer();
  });

  it('takes no request id that could forge lines of the log', async () => {
    const { headers } = await get('/health', 'x] INFO forged');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('has customers who leave traces', async () => {
    await using other = await temporaryFolder();
    await using busy = await startTarget({ folder: other.path, customersEveryMs: 1 });
    await expect
      .poll(() => readFile(busy.logPath, 'utf8'), { timeout: 10_000 })
      .toMatch(/GET \/products 200[^]*GET \/orders\/1001 200[^]*GET \/orders\/1002 200/);
  });

  it('says that its port is taken', async () => {
    await using other = await temporaryFolder();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(startTarget({ folder: other.path, port })).rejects.toThrow(
      `the demo's shop did not start: listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
    );
    server.close();
    expect(processesWith(other.path)).toEqual([]);
  });

  it('ends with the process that started it, however that ends', async () => {
    await using other = await temporaryFolder();
    const module = pathToFileURL(new URL('../../lib/demo/start-target.ts', import.meta.url).pathname).href;
    await writeFile(
      other.file('starter.mts'),
      `import { startTarget } from ${JSON.stringify(module)};
       const { url } = await startTarget({ folder: ${JSON.stringify(other.path)}, customersEveryMs: 0 });
       process.stdout.write(url);`,
    );
    const starter = spawn(process.execPath, [other.file('starter.mts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(starter.stdout, 'data')) as [Buffer];
    expect((await fetch(`${url.toString()}/health`)).status).toBe(200);
    starter.kill('SIGKILL');
    await expect
      .poll(
        () =>
          fetch(`${url.toString()}/health`).then(
            () => 'answers',
            () => 'closed',
          ),
        { timeout: 10_000 },
      )
      .toBe('closed');
  });
});
