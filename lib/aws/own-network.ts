import type { Clock } from '../core/ports.ts';
import type { Prober } from '../core/probe/contract.ts';
import { controlAnswers, createSelfCheck, type ControlTarget } from '../core/probe/self-check.ts';

/** What a look at a function's own network needs. */
export interface OwnNetwork {
  readonly targets: () => Promise<readonly ControlTarget[]>;
  readonly loadProber: (type: string) => Promise<Prober>;
  readonly clock: Clock;
}

/** Whether this function still reaches its control targets. A look ends by itself within seconds. */
export const ownNetwork = ({ targets, loadProber, clock }: OwnNetwork): (() => Promise<boolean>) => {
  const { signal } = new AbortController();
  const tcp = (): Promise<Prober> => loadProber('tcp');
  return createSelfCheck(
    async () => controlAnswers({ targets: await targets(), tcp, embedded: false, signal }),
    clock,
  );
};
