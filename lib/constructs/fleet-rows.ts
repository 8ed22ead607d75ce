import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';

import type { Check } from '../core/check.ts';
import { CHECK_NUMBERS, checkRows } from './check-rows.ts';
import { GROUP_NUMBERS, groupRows } from './group-rows.ts';
import { WORST_NUMBERS, WORST_ROWS } from './worst-rows.ts';

/** What is known besides the checks. */
export interface FleetRowOptions {
  /** The checks whose groups send metrics for them; none where each check has its own alone. */
  readonly together: readonly Check[];
  readonly incidents: IWidget;
}

/** A search finds at most so many series that one may rely on, and leaves the rest out without a word; nor can more lines be read. */
const SEARCHED = 100;

/** What a query of Metrics Insights looks at (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html). */
const QUERIED = 10_000;

/**
 * The rows about the checks: numbers, incidents, and graphs. A line per check where they can be read, the worst of them where
 * they cannot, and a line per group where groups send metrics.
 */
export const fleetRows = (
  checks: readonly Check[],
  { together, incidents }: FleetRowOptions,
): IWidget[][] => {
  const own = checks.filter(({ metrics }) => metrics !== 'fleet');
  const form = formOf(own);
  return [
    ...numbersOf(form, together),
    [incidents],
    ...(form === 'lines' ? checkRows(own) : []),
    ...(together.length > 0 ? groupRows(together) : []),
    ...(form === 'worst' ? WORST_ROWS : []),
  ];
};

/** How checks with metrics of their own are drawn. */
type Form = 'lines' | 'worst' | 'not at all';

const formOf = ({ length: count }: readonly Check[]): Form => {
  if (count === 0 || count > QUERIED) return 'not at all';
  return count > SEARCHED ? 'worst' : 'lines';
};

const numbersOf = (form: Form, together: readonly Check[]): IWidget[][] => {
  if (form === 'lines') return [CHECK_NUMBERS];
  if (together.length > 0) return [GROUP_NUMBERS];
  return form === 'worst' ? [WORST_NUMBERS] : [];
};
