import { InvokeCommand, LambdaClient, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { probeHere } from '../../lib/aws/home-prober.ts';
import { askLocations, type LocationPorts, type LocationRequest } from '../../lib/aws/location-probers.ts';
import { proberFunction } from '../../lib/aws/prober-function.ts';
import { resultLog } from '../../lib/aws/result-log.ts';
import type { Results } from '../../lib/core/config/config.ts';
import type { ProbeResult } from '../../lib/core/probe/result.ts';
import { http } from '../../lib/probers/http.ts';
import { tcp } from '../../lib/probers/tcp.ts';
import { systemClock } from '../../lib/system/clock.ts';
import { systemRandomness } from '../../lib/system/randomness.ts';
import { firstCheckOf } from '../support/config-of.ts';
import { httpServer } from '../support/http-server.ts';
import { probeResult } from '../support/probe-result.ts';
import { tcpServer } from '../support/tcp-server.ts';

let lambda = mockClient(LambdaClient);
beforeEach(() => {
  lambda.restore();
  lambda = mockClient(LambdaClient);
});

const TICK = 1_700_000_000_000;
const ask = (ports: Partial<LocationPorts> = {}) =>
  askLocations({
    clientIn: (region) => new LambdaClient({ region: region ?? 'us-east-1' }),
    probers: { west: 'fn-west' },
    readSecret: async (reference) => `value of ${reference}`,
    awsCredentials: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'key', sessionToken: 'session' }),
    controlTargets: async () => [],
    ...ports,
  });

const answer = (value: unknown, more: Partial<InvokeCommandOutput> = {}): InvokeCommandOutput => ({
  Payload: new TextEncoder().encode(JSON.stringify(value)) as NonNullable<InvokeCommandOutput['Payload']>,
  $metadata: {},
  ...more,
});

/** The real prober, as Lambda would call it. */
const callProber = () => {
  const handler = proberFunction(async (type) => (type === 'tcp' ? tcp : http));
  lambda
    .on(InvokeCommand)
    .callsFake(async ({ Payload }: { readonly Payload: string }) =>
      answer(
        await handler(JSON.parse(Payload) as LocationRequest, { getRemainingTimeInMillis: () => 60_000 }),
      ),
    );
};

const checkFor = (url: string) =>
  firstCheckOf(
    `checks: [{ name: orders, url: "${url}/", headers: { X-Token: "\${secret:token}" }, retry: { attempts: 2, base: 1ms } }]`,
  );

describe('a prober of another location', () => {
  it('probes with the secrets that were filled in at home, and answers what it saw', async () => {
    await using server = await httpServer(200);
    callProber();
    const runs = [{ check: checkFor(server.url), alreadyDown: false }];
    const found = await ask()({ location: 'west', tick: TICK, runs });
    expect(found.get('orders')).toMatchObject({
      checkName: 'orders',
      location: 'west',
      tick: TICK,
      verdict: 'up',
    });
    expect(server.requests.map(({ headers }) => headers['x-token'])).toEqual(['value of secret:token']);
  });

  it('signs with the keys of a role that home assumed for it', async () => {
    await using server = await httpServer(200);
    callProber();
    const asked: unknown[] = [];
    const roleArn = 'arn:aws:iam::123456789012:role/prober';
    const check = firstCheckOf(
      `checks: [{ name: orders, url: "${server.url}/", auth: { sigv4: { service: lambda, region: eu-west-1, roleArn: "${roleArn}" } } }]`,
    );
    const awsCredentials = async (wanted: object) => {
      asked.push(wanted);
      return { accessKeyId: 'ROLE', secretAccessKey: 'key', sessionToken: 'session' };
    };
    await ask({ awsCredentials })({
      location: 'west',
      tick: TICK,
      runs: [{ check, alreadyDown: false }],
    });
    expect(asked).toEqual([{ roleArn, region: 'eu-west-1' }]);
    expect(server.requests[0]?.headers.authorization).toContain('Credential=ROLE/');
  });

  it('reads a secret anew once a target has refused it', async () => {
    await using server = await httpServer(401);
    callProber();
    const read: boolean[] = [];
    const asking = ask({
      readSecret: async (_reference, fresh) => {
        read.push(fresh);
        return 'value';
      },
    });
    const runs = [{ check: checkFor(server.url), alreadyDown: true }];
    for (let tick = TICK; tick < TICK + 2; tick++) await asking({ location: 'west', tick, runs });
    expect(read).toEqual([false, true]);
  });

  it.each([
    { what: 'has no network when its control target is gone too', open: false, kind: 'prober' },
    { what: 'accuses the target while the control target answers', open: true, kind: 'connect' },
  ])('$what', async ({ open, kind }) => {
    await using control = await tcpServer(() => undefined);
    callProber();
    const asking = ask({
      controlTargets: async (location) => [
        { host: '127.0.0.1', port: location === 'west' && open ? control.port : 1 },
      ],
    });
    const runs = [{ check: checkFor('http://127.0.0.1:1'), alreadyDown: true }];
    const result = (await asking({ location: 'west', tick: TICK, runs })).get('orders');
    expect(result?.attempts.at(-1)?.failure?.kind).toBe(kind);
  });

  it('makes one attempt where home says that the check is down already', async () => {
    await using server = await httpServer(503);
    callProber();
    const runs = [{ check: checkFor(server.url), alreadyDown: true }];
    const result = (await ask()({ location: 'west', tick: TICK, runs })).get('orders');
    expect(result).toMatchObject({ verdict: 'down', stopped: 'already-down' });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    { what: 'that is away', invoke: () => lambda.on(InvokeCommand).rejects(new Error('TooManyRequests')) },
    {
      what: 'that fails',
      invoke: () =>
        lambda.on(InvokeCommand).resolves(answer({ errorMessage: 'boom' }, { FunctionError: 'Unhandled' })),
    },
  ])('$what is silent', async ({ invoke }) => {
    invoke();
    const runs = [{ check: checkFor('http://127.0.0.1:1'), alreadyDown: false }];
    expect((await ask()({ location: 'west', tick: TICK, runs })).size).toBe(0);
  });

  it('is called in its own region', async () => {
    const regions: (string | undefined)[] = [];
    const clientIn = (region: string | undefined) => {
      regions.push(region);
      return new LambdaClient({ region: region ?? 'us-east-1' });
    };
    lambda.on(InvokeCommand).resolves(answer([]));
    const runs = [{ check: checkFor('http://127.0.0.1:1'), alreadyDown: false }];
    for (const west of [
      'arn:aws:lambda:eu-west-1:123456789012:function:Shop-prober-west',
      'Shop-prober-west',
    ])
      await ask({ clientIn, probers: { west } })({ location: 'west', tick: TICK, runs });
    expect(regions).toEqual(['eu-west-1', undefined]);
  });

  it('that does not answer in time is silent, so that the others are heard', async () => {
    await using hanging = await httpServer(() => undefined);
    lambda.restore();
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const real = new LambdaClient({
      region: 'us-east-1',
      endpoint: hanging.url,
      credentials,
      maxAttempts: 1,
    });
    const check = { ...checkFor('http://127.0.0.1:1'), deadlineMs: 20 };
    const began = performance.now();
    const asking = ask({ clientIn: () => real, patienceMs: 500 });
    const found = await asking({ location: 'west', tick: TICK, runs: [{ check, alreadyDown: false }] });
    expect(found.size).toBe(0);
    expect(hanging.requests).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it.each([
    { what: 'three hundred checks', checks: 601, calls: 3, target: {} },
    {
      what: 'what 4 MB hold of checks that send files',
      checks: 130,
      calls: 3,
      target: { body: 'x'.repeat(64_000) },
    },
    {
      what: 'three hundred steps',
      checks: 61,
      calls: 2,
      target: { steps: Array.from({ length: 6 }, () => ({})) },
    },
  ])('is called once for $what', async ({ checks, calls, target }) => {
    lambda.on(InvokeCommand).callsFake(async ({ Payload }: { readonly Payload: string }) => {
      const { runs } = JSON.parse(Payload) as LocationRequest;
      return answer(runs.map(({ check }) => probeResult({ checkName: check.name })));
    });
    const check = checkFor('http://127.0.0.1:1');
    const runs = Array.from({ length: checks }, (_, n) => ({
      check: { ...check, name: `c${n}`, target: { ...(check.target as object), ...target } },
      alreadyDown: false,
    }));
    expect((await ask()({ location: 'west', tick: TICK, runs })).size).toBe(checks);
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(calls);
  });
});

describe('a probe from home', () => {
  const probe = probeHere({
    clock: systemClock,
    randomness: systemRandomness,
    loadProber: async () => http,
    fill: async (text) => text,
  });
  const run = { tick: TICK, location: 'home', alreadyDown: false };

  it('says nothing of the target when the function ends first', async () => {
    await using server = await httpServer(() => undefined);
    const ending = AbortSignal.timeout(30);
    expect(await probe(checkFor(server.url), run, ending)).toBeUndefined();
  });

  it('says what the target did', async () => {
    await using server = await httpServer(500);
    expect(await probe(checkFor(server.url), run, AbortSignal.timeout(5_000))).toMatchObject({
      verdict: 'down',
    });
  });
});

describe('result lines', () => {
  const results = [probeResult({ checkName: 'a' }), probeResult({ checkName: 'b', verdict: 'up' })];

  it.each<{ kept: Results; names: readonly string[] }>([
    { kept: 'all', names: ['a', 'b'] },
    { kept: 'failures', names: ['a'] },
    { kept: 'none', names: [] },
  ])('are kept of $names where results are $kept', async ({ kept, names }) => {
    const lines: string[] = [];
    await resultLog(
      async () => kept,
      (line) => lines.push(line),
    ).record(results);
    expect(lines.map((line) => (JSON.parse(line) as ProbeResult).checkName)).toEqual(names);
  });

  it('hold what failed and no body and no header', async () => {
    const lines: string[] = [];
    await resultLog(
      async () => 'all',
      (line) => lines.push(line),
    ).record(results);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      type: 'ProbeResult',
      verdict: 'down',
      attempts: [{ status: 500, requestId: 'wd-1', failedAssertions: ['status (500) == 2xx'] }],
    });
    expect(lines.join('\n')).not.toContain('hunter2');
  });
});
