import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  checkAlarmCount,
  DASHBOARDS,
  FUNCTION_MEMORY_MB,
  ownAlarmCount,
  WORK_QUEUES,
} from '../../lib/core/cost/stack-shape.ts';
import { configOf } from '../support/config-of.ts';
import { templateWith } from '../support/synth.ts';

const FULL = join(import.meta.dirname, '../fixtures/aws/full.yaml');

describe('what the bill assumes of the stack', () => {
  const template = templateWith(FULL);
  const config = configOf(readFileSync(FULL, 'utf8'), {}, { edge: 'aws', env: {} });

  it('are its alarms, dashboards and queues', () => {
    const alarms = ownAlarmCount(config.locations.length) + checkAlarmCount(config.checks);
    template.resourceCountIs('AWS::CloudWatch::Alarm', alarms);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', DASHBOARDS);
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', WORK_QUEUES);
  });

  it('is the memory of its functions', () => {
    const functions = Object.entries(template.findResources('AWS::Lambda::Function')) as [
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
