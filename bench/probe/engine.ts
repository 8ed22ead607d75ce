import type { Check } from '../../lib/core/check.ts';

/** What one probe saw, as far as the bench compares it. */
export interface Seen {
  readonly ok: boolean;
  readonly ttfbMs?: number;
  readonly errorBarMs?: number;
  readonly dnsMs?: number;
}

/** Something that probes: the product, or what a user would write with a library. */
export interface Engine {
  /** Everything that is made once. */
  prepare(options: {
    readonly keep: boolean;
    readonly npm: string;
  }): Promise<(check: Check, url: string) => Promise<Seen>>;
}

/** What the peers assert, as the checks do. */
export const isAnswer = (status: number, body: string): boolean =>
  status === 200 && (JSON.parse(body) as { status?: unknown }).status === 'ok';
