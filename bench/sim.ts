import { parseArgs } from 'node:util';

import { MODES, type Mode } from './sim/modes.ts';
import { report } from './sim/report.ts';
import { simulate, type SimOptions } from './sim/simulate.ts';

const { values } = parseArgs({
  options: {
    checks: { type: 'string', default: '100000' },
    hours: { type: 'string', default: '1' },
    mode: { type: 'string', default: 'normal' },
    tls: { type: 'string', default: '1' },
    interval: { type: 'string', default: '1m' },
    metrics: { type: 'string', default: 'fleet' },
    failing: { type: 'string', default: '0.01' },
    outage: { type: 'string', default: '7.3' },
    'one-shard-in': { type: 'string', default: '1' },
    region: { type: 'string', default: 'us-east-1' },
    json: { type: 'boolean', default: false },
  },
});

const modeOf = (word: string): Mode => {
  const mode = MODES.find((each) => each === word);
  if (mode === undefined) throw new Error(`unknown mode ${word}, expected one of ${MODES.join(', ')} or all`);
  return mode;
};

const options: Omit<SimOptions, 'mode'> = {
  checks: Number(values.checks),
  minutes: Math.round(Number(values.hours) * 60),
  tls: Number(values.tls),
  interval: values.interval,
  metrics: values.metrics,
  failing: Number(values.failing),
  outageHours: Number(values.outage),
  oneShardIn: Number(values['one-shard-in']),
  region: values.region,
};

for (const mode of values.mode === 'all' ? MODES : [modeOf(values.mode)]) {
  const outcome = await simulate({ ...options, mode });
  console.log(values.json ? JSON.stringify(outcome) : report(outcome));
}
