import { describe, expect, it } from 'vitest';

import { orDoctor } from '../../../lib/aws/doctor/doctor-call.ts';
import { examineLogs } from '../../../lib/aws/doctor/examine-logs.ts';
import { answerSecrets } from '../../../lib/aws/doctor/answer-secrets.ts';
import { openPlan, planHash, writePlan } from '../../../lib/aws/plan-folder.ts';
import type { ComponentResolver, LogSource } from '../../../lib/core/ports.ts';
import { configOf } from '../../support/config-of.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const context = { getRemainingTimeInMillis: () => 60_000 };
const { signal } = new AbortController();

describe('a function', () => {
  const handle = orDoctor(
    async ({ skip }) => `examined after ${skip}`,
    async ({ Records: records }: { readonly Records: readonly string[] }) => `worked off ${records.join()}`,
  );

  it.each([
    { event: { doctor: { skip: 25 } }, answer: 'examined after 25' },
    { event: { Records: ['a', 'b'] }, answer: 'worked off a,b' },
    { event: { Records: [], doctor: true }, answer: 'worked off ' },
  ])('answers $answer to $event', async ({ event, answer }) => {
    expect(await handle(event as { readonly Records: readonly string[] }, context)).toBe(answer);
  });
});

const groups = Array.from({ length: 30 }, (_, index) => `/shop/${index}`);
const config = configOf(
  `
checks:
  - { name: a, url: https://example.com/a, diagnose: { components: [{ logGroup: /shop/0 }] } }
  - { name: b, url: https://example.com/b, diagnose: { components: [{ logGroup: /shop/0 }] } }
  - name: many
    url: https://example.com/many
    headers: { authorization: "Bearer \${secret:shop#token}", x-key: "\${ssm:/key}" }
    diagnose: { components: [${groups.map((name) => `{ logGroup: ${name} }`).join(', ')}] }
diagnoseAlarms: [{ name: orders-5xx, components: [{ logGroup: /alarmed }] }]
`,
  {},
  { edge: 'aws' },
);

const readable = (name: string): LogSource => ({
  name,
  read: async ({ from, to, maxBytes }) => {
    const text = `{"requestId":"0b8d4e3a-95a1-4f7e-8f4e-9d2b1c3a7e11","from":${from},"to":${to}}`;
    return { events: [{ source: name, stream: '', line: 1, text }], newestEventAt: maxBytes, gaps: [] };
  },
});

const resolver: Pick<ComponentResolver, 'logs'> = {
  logs: async (component) => {
    if (component.kind !== 'logGroup') throw new Error('only log groups');
    if (component.name === '/shop/7') throw new Error('the role is gone');
    return { sources: [readable(component.name)], gaps: [] };
  },
};

describe('the diagnose function', () => {
  it('reads a sample of every component once, some with each call', async () => {
    await using folder = await temporaryFolder();
    writePlan(folder.path, config);
    const ports = { plan: openPlan(folder.path), resolver, clock: new FakeClock(9e6), formats: LOG_FORMATS };
    const first = await examineLogs({ skip: 0 }, ports, signal);
    const second = await examineLogs({ skip: first.components.length }, ports, signal);
    expect(first).toMatchObject({
      plan: { hash: planHash(config), shortestIntervalMs: 60_000, locations: ['home'] },
      count: 31,
    });
    expect([first, second].map(({ components }) => components.length)).toEqual([25, 6]);
    const components = [...first.components, ...second.components];
    const named = (name: string) =>
      components.find(({ component }) => 'name' in component && component.name === name);
    const names = components.map(({ component }) => ('name' in component ? component.name : ''));
    expect(names.toSorted()).toEqual([...groups, '/alarmed'].toSorted());
    expect(named('/shop/0')).toEqual({
      component: { kind: 'logGroup', name: '/shop/0' },
      checks: expect.arrayContaining(['a', 'b', 'many']),
      gaps: [],
      samples: [{ source: '/shop/0', records: 1, withIds: 1, newestEventAt: 65_536, gaps: [] }],
    });
    expect(named('/alarmed')?.checks).toEqual(['diagnoseAlarms']);
  });

  it('says of a component that cannot be asked for why, and examines the others', async () => {
    await using folder = await temporaryFolder();
    writePlan(folder.path, config);
    const ports = { plan: openPlan(folder.path), resolver, clock: new FakeClock(), formats: LOG_FORMATS };
    const { components } = await examineLogs({ skip: 0 }, ports, signal);
    const gone = components.filter(({ gaps }) => gaps.length > 0);
    expect(gone).toMatchObject([
      { component: { name: '/shop/7' }, gaps: [{ missing: 'Error: the role is gone' }], samples: [] },
    ]);
  });
});

describe('secrets', () => {
  it('are each tried once, and their values are forgotten', async () => {
    await using folder = await temporaryFolder();
    writePlan(folder.path, config);
    const asked: string[] = [];
    const secrets = {
      resolve: async (reference: string) => {
        asked.push(reference);
        if (reference === 'ssm:/key') throw new Error('parameter /key cannot be read: ParameterNotFound');
        return 'hunter2';
      },
    };
    const users = ['one', 'two', 'three', 'four', 'five'].map((name) => ({
      name,
      settings: { url: '${secret:shop#token}', headers: [name === 'five' ? '${ssm:/key}' : ''] },
    }));
    const mail = { name: 'mail', settings: { topic: 'arn:aws:sns:us-east-1:123456789012:mail' } };
    const answer = await answerSecrets([...users, mail], { plan: openPlan(folder.path), secrets });
    expect(asked.sort()).toEqual(['secret:shop#token', 'ssm:/key']);
    expect(answer).toEqual({
      plan: { hash: planHash(config), shortestIntervalMs: 60_000, locations: ['home'] },
      topics: ['arn:aws:sns:us-east-1:123456789012:mail'],
      secrets: [
        { reference: 'secret:shop#token', usedBy: ['one', 'two', 'three', '2 more'] },
        {
          reference: 'ssm:/key',
          usedBy: ['five'],
          error: 'parameter /key cannot be read: ParameterNotFound',
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });
});
