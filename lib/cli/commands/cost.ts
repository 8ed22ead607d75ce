import { InvalidArgumentError, Option } from 'commander';

import { DEFAULT_ASSUMPTIONS, type Assumptions } from '../../core/cost/assumptions.ts';
import { billOf, type Bill } from '../../core/cost/bill-of.ts';
import { HOURS_PER_MONTH, PRICES } from '../../core/cost/prices.ts';
import { parseDuration } from '../../core/config/duration.ts';
import { EXIT, printJson } from '../io.ts';
import { CONFIG_FILE, loadConfig } from '../load-config.ts';
import type { Register } from '../main.ts';
import { renderBill } from '../render/bill.ts';
import { paintFor } from '../render/paint.ts';

interface Options {
  readonly config: string;
  readonly latency: number;
  readonly failing: number;
  readonly hanging: number;
  readonly incidents: number;
  readonly bytesOut: number;
  readonly checkAlarms: boolean;
  readonly json?: true;
}

const D = DEFAULT_ASSUMPTIONS;

/** `whydown cost`: the monthly bill of a config before it is deployed. */
export const costCommand: Register = (parent, io, done) => {
  parent
    .command('cost')
    .description('Say what a config will cost on AWS a month, per service; no account needed.')
    .option('-c, --config <file>', 'the config file', CONFIG_FILE)
    .addOption(assumption('--latency <duration>', 'how long a probe takes', duration, [D.latencyMs, '200ms']))
    .addOption(assumption('--failing <share>', 'checks that are down at any time', share, [D.failing, '1%']))
    .addOption(
      assumption('--hanging <share>', 'checks that run into their timeout', share, [D.hanging, '0%']),
    )
    .option('--incidents <number>', 'incidents a month', whole, D.incidents)
    .option('--bytes-out <number>', 'bytes that an attempt sends', whole, D.bytesOut)
    .option('--no-check-alarms', 'without an alarm per check, as with checkAlarms: false in the stack')
    .option('--json', 'print the bill with its prices as JSON')
    .action(async (options: Options) => {
      const config = await loadConfig(io, options.config, 'aws');
      const assumptions = assumptionsOf(options);
      const { costEdge } = await import('../../aws/cost-edge.ts');
      const bill = billOf(config, { assumptions, edge: costEdge });
      const facts = { config: options.config, assumptions };
      if (options.json) printJson(io, { ...facts, hours: HOURS_PER_MONTH, ...bill, prices: pricesOf(bill) });
      else io.stdout.write(`${renderBill(bill, facts, paintFor(io)).join('\n')}\n`);
      done(EXIT.healthy);
    });
};

const assumption = (
  flags: string,
  description: string,
  parse: (text: string) => number,
  [value, shown]: readonly [number, string],
): Option => new Option(flags, description).argParser(parse).default(value, shown);

const assumptionsOf = (options: Options): Assumptions => {
  const { latency: latencyMs, failing, hanging, incidents, bytesOut, checkAlarms } = options;
  return { latencyMs, failing, hanging, incidents, bytesOut, checkAlarms };
};

/** The prices of what stands on the bill. JSON has no Infinity: the last band has no `upTo`. */
const pricesOf = ({ lines }: Bill) =>
  Object.fromEntries(
    lines.map(({ item }) => {
      const { bands, ...price } = PRICES[item];
      return [
        item,
        { ...price, bands: bands.map(({ upTo, usd }) => (upTo === Infinity ? { usd } : { upTo, usd })) },
      ];
    }),
  );

const duration = (text: string): number => {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new InvalidArgumentError('expected a duration such as 200ms');
  return parsed;
};

// 1%  0.5 %  0.01
const share = (text: string): number => {
  const [, digits, sign] = /^(\d{1,3}(?:\.\d{1,6})?)\s?(%?)$/.exec(text) ?? [];
  const parsed = digits === undefined ? Number.NaN : Number(digits) / (sign === '%' ? 100 : 1);
  if (parsed >= 0 && parsed <= 1) return parsed;
  throw new InvalidArgumentError('expected a share such as 1%, from 0% to 100%');
};

const whole = (text: string): number => {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number');
};
