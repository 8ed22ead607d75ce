import type { Check } from '../check.ts';
import { componentTitle } from '../diagnosis/component-title.ts';
import type { ExaminedComponent } from './examine-components.ts';
import { findingsOf, type Finding } from './finding.ts';
import type { LogSample } from './log-sample.ts';
import { someNames } from './some-names.ts';

const components = findingsOf('components');
const logs = findingsOf('logs');

/** What is to be said of the logs behind the checks: whether they can be read, and whether a request is found in them. */
export const componentFindings = (examined: readonly ExaminedComponent[]): readonly Finding[] =>
  examined.flatMap((each) => [
    ...gapFindings(each),
    ...uniqueSamples(each).map((sample) => sampleFinding(sample, each.checks)),
  ]);

/** Checks whose failures cannot be diagnosed, since nothing is said of what is behind them. */
export const undiagnosable = (checks: readonly Pick<Check, 'name' | 'components'>[]): readonly Finding[] => {
  const without = checks.filter((check) => check.components.length === 0).map(({ name }) => name);
  if (without.length === 0) return [components.good('every check says what is behind it')];
  return [
    components.advice(
      `${without.length} of ${checks.length} checks say nothing of what is behind them, so their failures are not ` +
        `diagnosed: ${someNames(without).join(', ')}`,
      'name the logs under diagnose.components (docs/reference/components.md)',
    ),
  ];
};

/** A component that can be read in part works; one of which nothing can be read does not. */
const gapFindings = ({ component, checks, gaps, samples }: ExaminedComponent): readonly Finding[] => {
  const find = samples.some(({ records }) => records > 0) ? components.advice : components.fault;
  const behind = `${componentTitle(component)} (behind ${checks.join(', ')})`;
  return gaps.map(({ missing, fix }) => find(`${behind}: ${missing}`, fix));
};

const uniqueSamples = ({ samples }: ExaminedComponent): readonly LogSample[] => [
  ...new Map(samples.map((sample) => [sample.source, sample])).values(),
];

const sampleFinding = (
  { source, records, withIds, fix, gaps }: LogSample,
  checks: readonly string[],
): Finding => {
  const [gap] = gaps;
  if (gap) {
    const missing = gap.missing.includes(source) ? gap.missing : `${source}: ${gap.missing}`;
    return logs.fault(`${missing} (behind ${checks.join(', ')})`, gap.fix);
  }
  if (records === 0)
    return logs.advice(
      `${source} can be read, and nothing was written there lately`,
      'all is well if nothing was logged; else see whether the service still writes there',
    );
  if (withIds === 0)
    return logs.advice(
      `${source} can be read, but none of its ${records} newest records carries a request id: time alone would tie them to a failing request`,
      fix ?? 'log the header X-Request-ID of the request with every line',
    );
  return logs.good(`${source} can be read; ${withIds} of ${records} newest records carry a request id`);
};
