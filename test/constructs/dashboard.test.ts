import { writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { templateWith } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

/** The dashboard of so many checks, in so many groups. */
const widgetsOf = async (count: number, groups: number, metrics = 'standard'): Promise<readonly Widget[]> => {
  await using folder = await temporaryFolder();
  const config = folder.file('whydown.yaml');
  const checks = Array.from(
    { length: count },
    (_, n) =>
      `  - { name: c${n}, url: "http://example.com/${n}"${groups > 0 ? `, group: g${n % groups}` : ''} }`,
  );
  writeFileSync(config, `defaults: { metrics: ${metrics} }\nchecks:\n${checks.join('\n')}\n`);
  const [made] = Object.values(templateWith(config).findResources('AWS::CloudWatch::Dashboard'));
  const { 'Fn::Join': [, parts] = [] } = made!['Properties'].DashboardBody as {
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  };
  const body = (parts ?? []).map((part) => (typeof part === 'string' ? part : 'reference')).join('');
  return (JSON.parse(body) as { readonly widgets: readonly Widget[] }).widgets;
};

const NUMBERS = ['Availability (%)', 'Retries', '5xx answers'];
const OWN = ['Incidents', 'Missed probes', 'Errors of our functions', 'Steps that were given up'];
const LINES = [
  'Down',
  'Availability without retries (%)',
  'Duration, median (ms)',
  'Duration, slowest 1 % (ms)',
  'First attempts that failed',
];
const GROUPS = [
  'Groups: failed probes',
  'Groups: availability (%)',
  'Groups: duration, slowest 1 % (ms)',
  'Groups: retries',
  'Groups: 5xx answers',
];
const WORST = ['Down, 20 checks at most', 'Slowest, 20 checks (mean, ms)', 'Most 5xx answers, 20 checks'];

describe('the dashboard', () => {
  it.each([
    {
      of: '1 check',
      count: 1,
      groups: 0,
      metrics: 'standard',
      shows: [...LINES, 'Checks down'],
      not: [...GROUPS, ...WORST],
    },
    {
      of: '50 checks in 3 groups',
      count: 50,
      groups: 3,
      metrics: 'standard',
      shows: [...LINES, 'Checks down', 'g2: down'],
      not: [...GROUPS, ...WORST],
    },
    {
      of: '50 checks of the level fleet',
      count: 50,
      groups: 3,
      metrics: 'fleet',
      shows: [...GROUPS, 'Failed probes'],
      not: [...LINES, ...WORST],
    },
    {
      of: '150 checks',
      count: 150,
      groups: 3,
      metrics: 'standard',
      shows: [...WORST, 'Failed probes', 'Longest (ms)'],
      not: [...LINES, ...GROUPS],
    },
    {
      of: '5,000 checks in 50 groups',
      count: 5_000,
      groups: 50,
      metrics: 'standard',
      shows: [...WORST, ...GROUPS, 'Failed probes', 'Slowest 1 % (ms)'],
      not: LINES,
    },
    {
      of: '5,000 checks of the level fleet',
      count: 5_000,
      groups: 0,
      metrics: 'fleet',
      shows: [...GROUPS, 'Failed probes'],
      not: [...LINES, ...WORST],
    },
  ])(
    'of $of shows what can be read of it',
    async ({ count, groups, metrics, shows, not }) => {
      const widgets = await widgetsOf(count, groups, metrics);
      const titles = widgets.map(({ properties: { title } }) => title);
      expect(titles).toEqual(expect.arrayContaining([...NUMBERS, ...OWN, ...shows]));
      for (const title of not) expect(titles).not.toContain(title);
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
      expect(widgets.length).toBeLessThanOrEqual(500);
      for (const { properties } of widgets) expect(properties.metrics?.length ?? 0).toBeLessThanOrEqual(500);
      expect(widgets.flatMap(({ properties }) => properties.metrics ?? []).length).toBeLessThanOrEqual(2_500);
    },
    60_000,
  );

  it('never searches for more series than a search finds', async () => {
    const text = JSON.stringify(await widgetsOf(101, 0));
    expect(text).not.toContain('SEARCH');
    expect(text).toContain(
      'SELECT MAX(\\"Failed\\") FROM SCHEMA(\\"Whydown\\", CheckName) GROUP BY CheckName ORDER BY MAX() DESC LIMIT 20',
    );
  });

  it('draws the availability of each group from its probes, hidden, and of fifty groups the forty largest', async () => {
    const widgets = await widgetsOf(500, 50);
    const lines =
      widgets.find(({ properties: { title } }) => title === 'Groups: availability (%)')?.properties.metrics ??
      [];
    const shown = lines.filter((line) => (line.at(-1) as { readonly expression?: string }).expression);
    expect(shown).toHaveLength(40);
    expect(shown[0]).toEqual([{ label: 'g0', expression: '100 * (1 - failed0 / probes0)', period: 60 }]);
    expect(lines).toHaveLength(40 * 3);
  });
});
