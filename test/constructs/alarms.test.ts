import { join } from 'node:path';

import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';

import { templateWith } from '../support/synth.ts';

const FULL = join(import.meta.dirname, '../fixtures/aws/full.yaml');

interface AlarmProperties {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly AlarmActions?: readonly unknown[];
  readonly TreatMissingData: string;
  readonly Period: number;
  readonly Metrics?: unknown;
}

const alarmsOf = (template: Template): readonly AlarmProperties[] =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties: properties }) => properties as AlarmProperties,
  );

describe('the alarm of a check', () => {
  it.each([
    { check: 'shop/orders', interval: '1m', period: 60 },
    { check: 'shop front', interval: '5m', period: 300 },
  ])('looks at $period s periods of $check, probed every $interval', ({ check, period }) => {
    templateWith(FULL).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Whydown',
      MetricName: 'Failed',
      Dimensions: [{ Name: 'CheckName', Value: check }],
      Statistic: 'Maximum',
      Period: period,
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      TreatMissingData: 'breaching',
      AlarmActions: Match.absent(),
    });
  });

  it('is left out by checkAlarms: false', () => {
    const alarms = alarmsOf(templateWith(FULL, { checkAlarms: false }));
    expect(alarms.filter(({ MetricName: name }) => name === 'Failed')).toEqual([]);
  });
});

describe('alarms about ourselves', () => {
  const own = alarmsOf(templateWith(FULL)).filter(({ MetricName: name }) => name !== 'Failed');

  it.each([
    { metric: 'MissedProbes', count: 2, missing: 'notBreaching' },
    { metric: 'ApproximateNumberOfMessagesVisible', count: 2, missing: 'notBreaching' },
    { metric: 'Errors', count: 4, missing: 'notBreaching' },
    { metric: 'Invocations', count: 2, missing: 'breaching' },
  ])('watch $metric $count times, missing data $missing', ({ metric, count, missing }) => {
    const found = own.filter(({ MetricName: name }) => name === metric);
    expect(found).toHaveLength(count);
    for (const each of found) expect(each.TreatMissingData).toBe(missing);
  });

  it('act on the topic, and are plain metric alarms', () => {
    expect(own).toHaveLength(10);
    for (const each of own) {
      expect(each.AlarmActions).toHaveLength(1);
      expect(each.Metrics).toBeUndefined();
    }
  });

  it('watch the probes of every location', () => {
    const missed = own.filter(({ MetricName: name }) => name === 'MissedProbes');
    expect(missed.map(({ Dimensions: dimensions }) => dimensions[0]?.Value)).toEqual(['home', 'eu-west-1']);
  });
});
