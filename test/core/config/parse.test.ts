import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { controlTargetsAt } from '../../../lib/core/config/config.ts';
import { configOf, firstCheckOf } from '../../support/config-of.ts';

const URL_LINE = 'url: https://example.com/';

describe('a check that says only what it must', () => {
  const check = firstCheckOf(`checks: [{ name: a, ${URL_LINE} }]`);

  it.each([
    ['type', 'http'],
    ['tags', {}],
    ['intervalMs', 60_000],
    ['timeoutMs', 10_000],
    ['deadlineMs', 40_000],
    ['reach', 'public'],
    ['locations', ['home']],
    ['metrics', 'standard'],
    ['components', []],
    ['assertions', [{ fact: 'status', relation: '==', expected: '2xx', severity: 'down' }]],
    [
      'retry',
      {
        attempts: 3,
        backoff: 'exponential',
        baseMs: 250,
        capMs: 5_000,
        jitter: 'full',
        retryOn: ['dns', 'connect', 'reset', 'timeout', '408', '425', '429', '500', '502', '503', '504'],
        address: 'same',
        retryNonIdempotent: false,
      },
    ],
    [
      'alert',
      {
        failureThreshold: 2,
        successThreshold: 2,
        flaky: { count: 3, of: 20 },
        quorum: 'majority',
        reopenWithinMs: 600_000,
        waitForDiagnosisMs: 20_000,
        remindEveryMs: 0,
        notify: [],
      },
    ],
  ] as const)('has %s %j', (key, value) => {
    expect(check[key]).toEqual(value);
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(check))).toEqual(check);
  });
});

describe('the times of a check', () => {
  it.each([
    { keys: 'interval: 5m', timeoutMs: 10_000, deadlineMs: 40_000 },
    { keys: 'interval: 10s', timeoutMs: 9_000, deadlineMs: 9_000 },
    { keys: 'interval: 1m, timeout: 2s', timeoutMs: 2_000, deadlineMs: 16_000 },
    { keys: 'interval: 1m, timeout: 30s', timeoutMs: 30_000, deadlineMs: 59_000 },
    { keys: 'interval: 1m, deadline: 4s', timeoutMs: 4_000, deadlineMs: 4_000 },
    { keys: 'interval: 1h, retry: { attempts: 1 }', timeoutMs: 10_000, deadlineMs: 10_000 },
    { keys: 'interval: 1h, retry: { attempts: 2, cap: 1m }', timeoutMs: 10_000, deadlineMs: 80_000 },
  ])('are $timeoutMs and $deadlineMs with $keys', ({ keys, ...times }) => {
    expect(firstCheckOf(`checks: [{ name: a, ${URL_LINE}, ${keys} }]`)).toMatchObject(times);
  });
});

describe('reach', () => {
  it.each([
    { url: 'http://localhost:8080/', reach: 'private' },
    { url: 'http://api.localhost/', reach: 'private' },
    { url: 'http://127.0.0.1/', reach: 'private' },
    { url: 'http://127.1/', reach: 'private' },
    { url: 'http://10.1.2.3/', reach: 'private' },
    { url: 'http://172.31.0.1/', reach: 'private' },
    { url: 'http://172.32.0.1/', reach: 'public' },
    { url: 'http://192.168.0.1/', reach: 'private' },
    { url: 'http://100.64.0.1/', reach: 'private' },
    { url: 'http://[::1]:80/', reach: 'private' },
    { url: 'http://[fd00::1]/', reach: 'private' },
    { url: 'http://169.254.169.254/', reach: 'public' },
    { url: 'http://[fe80::1]/', reach: 'public' },
    { url: 'http://10.example.com/', reach: 'public' },
    { url: 'http://localhost.example.com/', reach: 'public' },
  ])('is $reach for $url', ({ url, reach }) => {
    expect(firstCheckOf(`checks: [{ name: a, url: "${url}" }]`).reach).toBe(reach);
  });

  it('is what the check says', () => {
    const said = (reach: string) =>
      firstCheckOf(`checks: [{ name: a, url: http://localhost/, reach: ${reach} }]`);
    expect(said('public').reach).toBe('public');
    expect(said('private').reach).toBe('private');
  });
});

describe('defaults', () => {
  it('hold where a check does not say otherwise, and maps are merged', () => {
    const config = configOf(`
defaults:
  interval: 30s
  headers: { Accept: application/json, X-Team: shop }
  retry: { attempts: 1 }
  expect: { status: 204, latency: 1s }
  tags: { tier: gold }
checks:
  - { name: a, ${URL_LINE} }
  - { name: b, ${URL_LINE}, interval: 2m, headers: { Accept: text/html }, expect: { status: 200 }, tags: ~ }
`);
    expect(config.checks).toMatchObject([
      { intervalMs: 30_000, retry: { attempts: 1, baseMs: 250 }, tags: { tier: 'gold' } },
      { intervalMs: 120_000, target: { headers: { Accept: 'text/html', 'X-Team': 'shop' } }, tags: {} },
    ]);
    const [a, b] = config.checks.map(({ assertions }) => assertions.map(({ expected }) => expected));
    expect(a).toEqual(['204', 1_000]);
    expect(b).toEqual(['200', 1_000]);
  });

  it('that belong to another check type are left out', () => {
    const bare = {
      type: 'bare',
      summary: '',
      schemes: ['bare'],
      entries: {},
      expects: [],
      describe: () => '',
    };
    const check = firstCheckOf(
      'defaults: { headers: { A: b }, expect: { status: 200 } }\nchecks: [{ name: a, type: bare }]',
      {},
      { types: [bare, { ...bare, type: 'full', entries: { headers: v.any() }, expects: ['status'] }] },
    );
    expect(check.target).toEqual({});
    expect(check.assertions).toEqual([]);
  });

  it('come through anchors and merge keys too, the own key before the merged one', () => {
    const { checks } = configOf(`
x-base: &base { interval: 30s, timeout: 1s }
x-slow: &slow { timeout: 3s, group: slow }
checks:
  - { name: a, ${URL_LINE}, <<: *base }
  - { name: b, ${URL_LINE}, <<: [*base, *slow], interval: 1m }
`);
    expect(checks).toMatchObject([
      { intervalMs: 30_000, timeoutMs: 1_000 },
      { intervalMs: 60_000, timeoutMs: 1_000, group: 'slow' },
    ]);
  });
});

describe('include', () => {
  it('brings checks, notifiers and defaults of other files, relative to the file', () => {
    const config = configOf(
      `
include: teams/*.yaml
defaults: { interval: 5m, group: all }
checks: [{ name: main, ${URL_LINE} }]
`,
      {
        'teams/shop.yaml': `
include: more/deep.yaml
defaults: { group: shop }
notifiers: { shop: { type: terminal } }
checks: [{ name: shop, ${URL_LINE}, diagnose: { components: [{ file: logs/app.log }] } }]
`,
        'teams/more/deep.yaml': `checks: [{ name: deep, ${URL_LINE} }]`,
      },
    );
    expect(config.checks).toMatchObject([
      { name: 'main', group: 'all', intervalMs: 300_000, alert: { notify: ['shop'] } },
      { name: 'shop', group: 'shop', intervalMs: 300_000, components: [{ path: 'teams/logs/app.log' }] },
      { name: 'deep', group: 'shop', intervalMs: 300_000 },
    ]);
  });

  it('leaves out the file itself', () => {
    const config = configOf(`include: "*.yaml"\nchecks: [{ name: a, ${URL_LINE} }]`, {
      'b.yaml': `checks: [{ name: b, ${URL_LINE} }]`,
    });
    expect(config.checks.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('references', () => {
  it('to the environment are replaced, others are kept', () => {
    const config = configOf(
      `
checks:
  - name: a
    url: https://\${env:HOST}/\${ssm:/path}
    headers: { Authorization: "Bearer \${secret:orders#token}" }
notifiers:
  one: { type: slack, webhook: "\${secret:slack#url}" }
`,
      {},
      { env: { HOST: 'example.com' } },
    );
    expect(config.checks[0]?.target).toMatchObject({
      url: 'https://example.com/${ssm:/path}',
      headers: { Authorization: 'Bearer ${secret:orders#token}' },
    });
    expect(config.notifiers).toEqual({
      one: { type: 'slack', settings: { webhook: '${secret:slack#url}', detail: 'full' } },
    });
  });

  it('to the environment are fine on AWS where they are no secret', () => {
    const check = firstCheckOf(
      'checks: [{ name: a, url: "https://${env:HOST}/" }]',
      {},
      { env: { HOST: 'example.com' }, edge: 'aws' },
    );
    expect(check.target).toMatchObject({ url: 'https://example.com/' });
  });
});

describe('components', () => {
  it.each([
    ['file: app.log', { kind: 'file', path: 'app.log' }],
    ['file: a/*.log, format: python', { kind: 'file', path: 'a/*.log', format: 'python' }],
    ['command: [cat, x]', { kind: 'command', command: ['cat', 'x'], name: 'cat x' }],
    ['journald: shop.service', { kind: 'journald', unit: 'shop.service' }],
    ['docker: shop', { kind: 'docker', container: 'shop' }],
    ['git: ../shop', { kind: 'git', folder: '../shop' }],
    ['logGroup: /ecs/orders', { kind: 'logGroup', name: '/ecs/orders' }],
    ['lambda: fn, region: eu-west-1', { kind: 'lambda', name: 'fn', region: 'eu-west-1' }],
    ['rds: db, assumeRole: "arn:x"', { kind: 'rds', name: 'db', assumeRole: 'arn:x' }],
    ['ecs: main/orders', { kind: 'ecs', cluster: 'main', service: 'orders' }],
    ['alb: front', { kind: 'alb', name: 'front' }],
    ['apigateway: abc123', { kind: 'apigateway', id: 'abc123' }],
  ])('{ %s } is %j', (written, component) => {
    const check = firstCheckOf(
      `checks: [{ name: a, ${URL_LINE}, diagnose: { components: [{ ${written} }] } }]`,
    );
    expect(check.components).toEqual([component]);
  });
});

describe('the rest of the file', () => {
  it('may be JSON', () => {
    expect(firstCheckOf('{"checks": [{"name": "a", "url": "https://example.com/"}]}').name).toBe('a');
  });

  it('may begin with a byte order mark', () => {
    expect(firstCheckOf(`\uFEFFchecks: [{ name: a, ${URL_LINE} }]`).name).toBe('a');
  });

  it('leaves out what is not enabled', () => {
    const config = configOf(`checks: [{ name: a, ${URL_LINE} }, { name: b, ${URL_LINE}, enabled: false }]`);
    expect(config.checks.map(({ name }) => name)).toEqual(['a']);
  });

  it('tells every notifier when a check names none', () => {
    const config = configOf(`
checks: [{ name: a, ${URL_LINE} }, { name: b, ${URL_LINE}, alert: { notify: [two] } }]
notifiers: { one: { type: terminal }, two: { type: terminal } }
`);
    expect(config.checks.map(({ alert }) => alert.notify)).toEqual([['one', 'two'], ['two']]);
  });

  it('names locations by word and by map', () => {
    const config = configOf(
      `
locations: [home, eu-west-1, { name: inside, vpc: vpc-1, subnets: [subnet-1], securityGroups: [sg-1] }]
checks: [{ name: a, ${URL_LINE} }, { name: b, ${URL_LINE}, locations: [inside] }]
`,
      {},
      { edge: 'aws' },
    );
    expect(config.locations).toEqual([
      { name: 'home' },
      { name: 'eu-west-1', region: 'eu-west-1' },
      { name: 'inside', vpc: 'vpc-1', subnets: ['subnet-1'], securityGroups: ['sg-1'] },
    ]);
    expect(config.checks.map(({ locations }) => locations)).toEqual([
      ['home', 'eu-west-1', 'inside'],
      ['inside'],
    ]);
  });

  it('keeps the key __proto__ a key', () => {
    expect(() => configOf(`checks: [{ name: a, ${URL_LINE}, __proto__: { enabled: false } }]`)).toThrow(
      'unknown key',
    );
  });
});

describe('a fleet', () => {
  it('of ten thousand checks is read within seconds', () => {
    const checks = Array.from({ length: 10_000 }, (_, index) => `  - { name: check-${index}, ${URL_LINE} }`);
    const config = configOf(`checks:\n${checks.join('\n')}\n`);
    expect(config.checks).toHaveLength(10_000);
  });

  it('that grows out of a few aliases is refused', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const below = level === 0 ? '1' : `*l${level - 1}`;
      return `x-${level}: &l${level} [${Array.from({ length: 9 }, () => below).join(', ')}]`;
    });
    expect(() => configOf(`${levels.join('\n')}\nchecks: [{ name: a, ${URL_LINE} }]`)).toThrow(
      'aliases expand to more than 10000000 values',
    );
  });
});

describe('control targets', () => {
  const config = configOf(
    `
controlTargets: ["1.1.1.1:443", "[2606:4700:4700::1111]:53"]
locations: [home, { name: lab, region: eu-west-1, controlTargets: ["10.0.0.2:53"] }]
checks: [{ name: a, ${URL_LINE} }]`,
    {},
    { edge: 'aws' },
  );

  it.each([
    {
      location: 'home',
      targets: [
        { host: '1.1.1.1', port: 443 },
        { host: '2606:4700:4700::1111', port: 53 },
      ],
    },
    { location: 'lab', targets: [{ host: '10.0.0.2', port: 53 }] },
  ])('of $location are $targets', ({ location, targets }) => {
    expect(controlTargetsAt(config, location)).toEqual(targets);
  });

  it('are none when the config names none', () => {
    expect(configOf(`checks: [{ name: a, ${URL_LINE} }]`).controlTargets).toEqual([]);
  });
});
