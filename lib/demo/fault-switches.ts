import { chmod } from 'node:fs/promises';

import type { Database } from './backing/database.ts';
import type { InventoryService } from './backing/inventory-service.ts';
import type { PaymentProvider } from './backing/payment-provider.ts';
import type { FaultName } from './faults.ts';

/** Turns faults on and off; turning on what is on changes nothing. */
export type FaultSwitches = Readonly<Record<FaultName, (on: boolean) => Promise<void> | void>>;

/** What the faults act on. */
export interface Breakable {
  readonly database: Database;
  readonly inventory: InventoryService;
  readonly payments: PaymentProvider;
  readonly pricesPath: string;
}

/** More entries than any heap holds. */
const ENDLESS_DAYS = 1_000_000_000;

/** Whom files that belong to root do not belong to; the number is the same on every Linux and on macOS' unsigned view. */
const NOBODY = 65_534;

/** The switch of every fault. Each breaks the thing itself; the shop does not know of them. */
export const faultSwitches = ({ database, inventory, payments, pricesPath }: Breakable): FaultSwitches => ({
  'db-refused': (on) => (on ? database.stop() : database.start()),
  exception: (on) => database.breakReplicas(on ? 3 : 0),
  flaky: (on) => database.breakReplicas(on ? 1 : 0),
  memory: (on) => database.setStatisticsDays(on ? ENDLESS_DAYS : 30),
  timeout: (on) => inventory.hang(on),
  'third-party': (on) => payments.fail(on),
  permission: (on) => forbidReading(pricesPath, on),
});

/** No file mode stops root, so a shop that root started works as nobody for as long as the fault lasts. */
const forbidReading = async (path: string, on: boolean): Promise<void> => {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(0);
  await chmod(path, on ? 0o000 : 0o644);
  if (isRoot && on) process.seteuid?.(NOBODY);
};
