import { costEdge } from '../../lib/aws/cost-edge.ts';
import type { Config } from '../../lib/core/config/config.ts';
import { DEFAULT_ASSUMPTIONS } from '../../lib/core/cost/assumptions.ts';
import { estimateUsage } from '../../lib/core/cost/estimate-usage.ts';
import { monthlyBill } from '../../lib/core/cost/monthly-bill.ts';

/** A way to write the config, and the bill that the product estimates for it. */
export interface EstimatedChoice {
  readonly change: string;
  readonly usd: number;
}

/** What a target does not ask of the bill: traffic and series are the user's own choice. */
const APART: ReadonlySet<string> = new Set([
  'transferOutGb',
  'customMetrics',
  'standardAlarms',
  'dashboards',
]);

/** The same fleet as it is, over plain HTTP, with sessions that are taken up again, and less often. */
export const estimatedChoices = (config: Config): readonly EstimatedChoice[] =>
  CHOICES.map(({ change, of }) => {
    const checks = config.checks.map(of);
    const { usage } = estimateUsage(
      { ...config, checks },
      { assumptions: { ...DEFAULT_ASSUMPTIONS, incidents: checks.length }, edge: costEdge },
    );
    const lines = monthlyBill(usage).filter(({ item }) => !APART.has(item));
    return { change, usd: lines.reduce((sum, { usd }) => sum + usd, 0) };
  });

type Check = Config['checks'][number];

const withTarget = (check: Check, more: object): Check => ({
  ...check,
  target: { ...(check.target as object), ...more },
});

const CHOICES: readonly { readonly change: string; readonly of: (check: Check) => Check }[] = [
  { change: 'as it is', of: (check) => check },
  { change: 'tls: { resume: true }', of: (check) => withTarget(check, { tls: { resume: true } }) },
  { change: 'interval: 2m', of: (check) => ({ ...check, intervalMs: 120_000 }) },
  { change: 'interval: 5m', of: (check) => ({ ...check, intervalMs: 300_000 }) },
  {
    change: 'url: http://…',
    of: (check) => withTarget(check, { url: `http://${check.name}.example.com/health` }),
  },
];
