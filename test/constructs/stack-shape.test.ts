import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  checkAlarmCounts,
  DASHBOARDS,
  FUNCTION_MEMORY_MB,
  ownAlarmCount,
  WORK_QUEUES,
} from '../../lib/core/cost/stack-shape.ts';
import { configOf } from '../support/config-of.ts';
import { templateWith } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FULL = join(import.meta.dirname, '../fixtures/aws/full.yaml');

const GROUPED = `
checks:
  - { name: a, group: shop, url: "https://example.com/" }
  - { name: b, group: shop, metrics: fleet, url: "https://example.com/" }
  - { name: c, metrics: fleet, url: "https://example.com/" }
  - { name: d, type: heartbeat, period: 1h, grace: 5m, token: "\${secret:job#token}" }
`;

describe('what the bill assumes of the stack', () => {
  it('are its alarms, dashboards and queues', () => {
    assertCounts(readFileSync(FULL, 'utf8'), FULL);
  });

  it('are the alarms of groups and of heartbeats too', async () => {
    await using folder = await temporaryFolder();
    writeFileSync(folder.file('whydown.yaml'), GROUPED);
    assertCounts(GROUPED, folder.file('whydown.yaml'));
  });

  it('is the memory of its functions', () => {
    const functions = Object.entries(templateWith(FULL).findResources('AWS::Lambda::Function')) as [
      string,
      { readonly Properties: { readonly MemorySize: number } },
    ][];
    // The one that shows incidents runs while somebody looks at them.
    const atWork = functions.filter(([id]) => !id.startsWith('ProbesIncidents'));
    const found = atWork.map(([id, { Properties: each }]) => [
      /^Probes(\w+)[0-9A-F]{8}$/.exec(id)?.[1]?.toLowerCase(),
      each.MemorySize,
    ]);
    const { prober: _, ...home } = FUNCTION_MEMORY_MB;
    expect(Object.fromEntries(found)).toEqual(home);
  });
});

const assertCounts = (yaml: string, path: string): void => {
  const template = templateWith(path);
  const config = configOf(yaml, {}, { edge: 'aws', env: {} });
  const { perCheck, perGroup } = checkAlarmCounts(config.checks, true);
  template.resourceCountIs('AWS::CloudWatch::Alarm', ownAlarmCount(config) + perCheck + perGroup);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', DASHBOARDS);
  template.resourceCountIs('AWS::Lambda::EventSourceMapping', WORK_QUEUES);
};
