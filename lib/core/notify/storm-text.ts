import type { Storm } from '../incident/storm.ts';

/** `1 other check`, `4,999 other checks`. */
export const otherChecks = (count: number): string =>
  `${grouped(count)} other ${count === 1 ? 'check' : 'checks'}`;

/** A number as people read it: `4,999`. */
export const grouped = (count: number): string => count.toLocaleString('en-US');

/** `billing, cart and 4,997 other checks, with rds:orders-db behind them too`. */
export const stormText = (storm: Storm | undefined): string | undefined => {
  if (!storm || storm.open === 0) return undefined;
  const rest = storm.open - storm.checks.length;
  const names = `${storm.checks.join(', ')}${rest > 0 ? ` and ${otherChecks(rest)}` : ''}`;
  return `${names}, with ${storm.shared.join(', ')} behind ${storm.open === 1 ? 'it' : 'them'} too`;
};
