import { writeFileSync } from 'node:fs';

import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { expect, it, onTestFinished, vi } from 'vitest';

import { stackWith } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROBES = '/Shop/Probes';

it('warns of a check that trusts any certificate', async () => {
  await using folder = await temporaryFolder();
  const config = folder.file('whydown.yaml');
  writeFileSync(config, 'checks: [{ name: own, url: "https://example.com/", tls: { insecure: true } }]');
  Annotations.fromStack(stackWith(config).stack).hasWarning(
    PROBES,
    Match.stringLikeRegexp('check own trusts any certificate.*whydown:insecure'),
  );
});

it('warns of a window that is over, with its place, and makes the same template before and after', async () => {
  await using folder = await temporaryFolder();
  const config = folder.file('whydown.yaml');
  writeFileSync(
    config,
    `checks: [{ name: shop, url: "https://example.com/" }]
maintenance:
  - { cron: "0 3 * * sun", duration: 1h }
  - { from: 2026-12-01T22:00:00Z, to: 2026-12-02T02:00:00+01:00 }
`,
  );
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const over = Match.stringLikeRegexp(
    'whydown\\.yaml:4:5 maintenance\\[1\\]: this window is over since 2026-12-02T01:00Z; remove it.*whydown:windowOver',
  );
  vi.setSystemTime('2026-12-02T00:59:59Z');
  const before = stackWith(config).stack;
  Annotations.fromStack(before).hasNoWarning(PROBES, over);
  vi.setSystemTime('2026-12-02T01:00:00Z');
  const after = stackWith(config).stack;
  Annotations.fromStack(after).hasWarning(PROBES, over);
  expect(textOf(after)).toBe(textOf(before));
  expect(textOf(after)).toContain('at(2026-12-01T22:00)');
});

/** What is not bundled has a hash that means nothing. */
const textOf = (stack: Stack): string =>
  JSON.stringify(Template.fromStack(stack).toJSON()).replaceAll(/[0-9a-f]{64}\.zip/g, 'code.zip');
