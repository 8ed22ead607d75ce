/** What can go wrong with the shop, and how it really does. */
export const FAULTS = {
  'db-refused': 'the database is stopped, so that connections to it are refused',
  exception: 'an order without a customer is in the database, which the code does not expect',
  permission: 'the price list may not be read any more',
  memory: 'a setting makes the statistics grow beyond the heap limit of their worker',
  timeout: 'the inventory service takes connections and never answers',
  'third-party': 'the payment provider answers 503 with an HTML page',
  flaky: 'one of three replicas of the database holds an order without a customer',
} as const;

/** The name of a fault, as it stands in the path that switches it. */
export type FaultName = keyof typeof FAULTS;

/** Whether a word names a fault. */
export const isFaultName = (word: string): word is FaultName => Object.hasOwn(FAULTS, word);
