import { roughDuration } from '../notify/rough-duration.ts';
import type { Observation } from '../probe/observation.ts';
import type { Milliseconds } from '../time.ts';
import { findingsOf, type Finding } from './finding.ts';

const clock = findingsOf('clock');

/** The header knows whole seconds; beyond this, the lines of a failing request are looked for at the wrong time. */
const TOLERATED_MS: Milliseconds = 5_000;

/** An answer of a target, which carries its server's time. */
export interface TimedAnswer {
  readonly checkName: string;
  readonly observation: Pick<Observation, 'startedAt' | 'durationMs' | 'headers'>;
}

/** How far the clocks of the targets are from ours, by the header `Date` of their answers. */
export const clockFindings = (answers: readonly TimedAnswer[]): readonly Finding[] => {
  const offsets = answers.flatMap(({ checkName, observation: { startedAt, durationMs, headers } }) => {
    const date = Date.parse(headers?.['date'] ?? '');
    return Number.isNaN(date) ? [] : [{ checkName, offMs: date + 500 - (startedAt + durationMs / 2) }];
  });
  const off = offsets.filter(({ offMs }) => Math.abs(offMs) > TOLERATED_MS);
  if (off.length === 0)
    return offsets.length === 0
      ? []
      : [clock.good(`agrees with ${offsets.length === 1 ? 'the clock' : 'the clocks'} of ${names(offsets)}`)];
  return off.map(({ checkName, offMs }) =>
    clock.advice(
      `${checkName} is ${roughDuration(Math.abs(offMs))} ${offMs > 0 ? 'ahead of' : 'behind'} this machine's clock: log lines are looked for at the wrong time`,
      'timedatectl shows whether this machine is synchronised; look at the other one too',
    ),
  );
};

const names = (offsets: readonly { readonly checkName: string }[]): string =>
  offsets.map(({ checkName }) => checkName).join(', ');
