import { writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { commandLine } from '../support/command-line.ts';

const CONFIG = `
checks:
  - { name: a, url: https://example.com/a }
  - { name: b, url: https://example.com/b, metrics: full }
`;

const costOf = async (args: readonly string[] = [], config = CONFIG) => {
  await using shell = await commandLine();
  writeFileSync(shell.folder.file('whydown.yaml'), config);
  return await shell.whydown(['cost', ...args]);
};

/** A line of the table by its first words. */
const row = (text: string, start: string): string =>
  text.split('\n').find((line) => line.trim().startsWith(start)) ?? '';

describe('whydown cost', () => {
  it('prints the bill per service, at list price and after the free units', async () => {
    const { code, stdout, stderr } = await costOf(['--failing', '0', '--incidents', '0']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // 6 + 11 series and 43,800 calls; 11 alarms.
    expect(row(stdout, 'CloudWatch metrics')).toMatch(/\$5\.54 +\$2\.10$/);
    expect(row(stdout, '17 × series-month')).toMatch(/\$5\.10 +\$2\.10$/);
    expect(row(stdout, 'CloudWatch alarms')).toMatch(/11 × alarm metric-month +\$1\.10 +\$0\.10$/);
    expect(row(stdout, 'CloudWatch dashboards')).toMatch(/\$3\.00 +\$0\.00$/);
    expect(row(stdout, 'CloudWatch Synthetics, a canary each')).toContain('$105.12');
    expect(row(stdout, 'Route 53')).toContain('$5.50');
    expect(row(stdout, 'CloudWatch metrics are')).toMatch(
      / 51% of it: metrics: minimal saves \$3\.90 a month$/,
    );
    expect(row(stdout, 'https://aws.amazon.com/lambda/pricing/')).toMatch(/ as of \d{4}-\d\d-\d\d$/);
  });

  it('aligns every figure of a block', async () => {
    const { stdout } = await costOf();
    const bill = stdout.split('\n').filter((line) => /\$\d+\.\d\d +<?\$\d+\.\d\d$/.test(line));
    expect(bill.length).toBeGreaterThan(8);
    expect(new Set(bill.map((line) => line.length)).size).toBe(1);
  });

  it('prints the same as JSON, with the prices and their sources', async () => {
    const { code, stdout } = await costOf([
      '--json',
      '--latency',
      '1s',
      '--failing',
      '2%',
      '--no-check-alarms',
    ]);
    expect(code).toBe(0);
    const bill = JSON.parse(stdout) as Record<string, unknown>;
    expect(bill).toMatchObject({
      config: 'whydown.yaml',
      checks: 2,
      hours: 730,
      assumptions: { latencyMs: 1_000, failing: 0.02, hanging: 0, checkAlarms: false },
      work: { shards: 1, probes: 87_600, invocations: 43_800 },
      prices: {
        customMetrics: {
          bands: [{ upTo: 10_000, usd: 0.3 }, { upTo: 250_000 }, { upTo: 1_000_000 }, { usd: 0.02 }],
          source: 'https://aws.amazon.com/cloudwatch/pricing/',
        },
      },
    });
    expect(bill['lines']).toContainEqual(
      expect.objectContaining({ item: 'standardAlarms', quantity: 9, service: 'CloudWatch alarms' }),
    );
  });

  it.each([
    {
      args: ['--failing', '101%'],
      says: "error: option '--failing <share>' argument '101%' is invalid. expected a share such as 1%, from 0% to 100%",
    },
    {
      args: ['--latency', 'fast'],
      says: "error: option '--latency <duration>' argument 'fast' is invalid. expected a duration such as 200ms",
    },
    {
      args: ['--incidents', '-1'],
      says: "error: option '--incidents <number>' argument '-1' is invalid. expected a whole number",
    },
  ])('refuses $args', async ({ args, says }) => {
    const { code, stderr } = await costOf(args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it('refuses a config that could not be deployed', async () => {
    const config =
      'checks: [{ name: a, url: http://localhost/, diagnose: { components: [{ file: a.log }] } }]';
    const { code, stderr } = await costOf([], config);
    expect(code).toBe(2);
    expect(stderr).toContain('whydown.yaml:1:');
  });
});
