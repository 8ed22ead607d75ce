import { stat } from 'node:fs/promises';

import type { EpochMs } from '../../core/time.ts';

interface Sample {
  readonly at: EpochMs;
  readonly size: number;
}

/** At one sample a second of a file that always grows: half an hour in seconds, then coarser. */
const MAX_SAMPLES = 2_000;

/**
 * Remembers how large a file was when, so that a time window of a file whose lines have no times is what was appended in
 * it. Knows nothing of the time before the first sample.
 */
export class FileGrowth {
  private samples: Sample[] = [];
  private inode = 0;

  /** Notes the size of the file now; a file that is not there, or another one by now, begins anew. */
  async sample(path: string, now: EpochMs): Promise<void> {
    const { size, ino } = await stat(path).catch(() => ({ size: 0, ino: 0 }));
    const last = this.samples.at(-1);
    if (ino !== this.inode || size < (last?.size ?? 0)) this.samples = [];
    this.inode = ino;
    if (size === last?.size && this.samples.length > 0) return;
    this.samples.push({ at: now, size });
    if (this.samples.length > MAX_SAMPLES) this.thinOut();
  }

  /** The size at that time or, between two samples, at the one before; undefined before the first. */
  sizeAt(at: EpochMs): number | undefined {
    return this.samples.findLast((sample) => sample.at <= at)?.size;
  }

  /** Every second one of the older half goes. */
  private thinOut(): void {
    const half = this.samples.length / 2;
    this.samples = this.samples.filter((_, index) => index >= half || index % 2 === 0);
  }
}
