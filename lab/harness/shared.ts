/** Servers that many cases use and that no case changes for good: started at the first use, ended by the runner. */

const RELEASES: (() => unknown)[] = [];
const STARTED = new Map<string, Promise<unknown>>();

/** Starts something once per run, whoever asks first. */
export const once = <T>(key: string, start: () => Promise<T>): Promise<T> => {
  const known = STARTED.get(key) as Promise<T> | undefined;
  if (known !== undefined) return known;
  const started = start();
  STARTED.set(key, started);
  return started;
};

/** Runs when the whole run is over, last one first. */
export const atEnd = (release: () => unknown): void => {
  RELEASES.push(release);
};

export const releaseShared = async (): Promise<void> => {
  for (const release of RELEASES.splice(0).reverse()) await release();
};
