import { PRICES, type PriceBand, type PriceKey, type Service } from './prices.ts';

/** How much of each is used in a month; what is left out is not used. */
export type MonthlyUsage = Readonly<Partial<Record<PriceKey, number>>>;

/** One line of a bill. */
export interface BillLine {
  readonly item: PriceKey;
  readonly service: Service;
  readonly unit: string;
  readonly quantity: number;
  /** At list price, as if the account's free units were used up by others. */
  readonly usd: number;
  /** When the account's free units are all left for us. */
  readonly usdAfterFree: number;
}

/**
 * The bill for what is used in a month, in the order of the price table.
 *
 * @example
 * monthlyBill({ lambdaRequests: 3_000_000 }) // [{ item: 'lambdaRequests', usd: 0.6, usdAfterFree: 0.4, … }]
 */
export const monthlyBill = (usage: MonthlyUsage): readonly BillLine[] =>
  (Object.keys(PRICES) as PriceKey[]).flatMap((item) => {
    const quantity = usage[item] ?? 0;
    if (quantity === 0) return [];
    const { service, unit, bands, free } = PRICES[item];
    return {
      item,
      service,
      unit,
      quantity,
      usd: priceOf(quantity, bands),
      usdAfterFree: priceOf(Math.max(0, quantity - free), bands),
    };
  });

/** What a bill comes to. */
export const totalOf = (
  lines: readonly BillLine[],
): { readonly usd: number; readonly usdAfterFree: number } => ({
  usd: lines.reduce((sum, line) => sum + line.usd, 0),
  usdAfterFree: lines.reduce((sum, line) => sum + line.usdAfterFree, 0),
});

/** Each band prices the units that lie in it, the first units in the first band. */
const priceOf = (quantity: number, bands: readonly PriceBand[]): number =>
  bands.reduce((sum, { upTo, usd }, index) => {
    const from = bands[index - 1]?.upTo ?? 0;
    return sum + Math.max(0, Math.min(quantity, upTo) - from) * usd;
  }, 0);
