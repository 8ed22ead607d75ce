import { hash } from 'node:crypto';

import type { Body } from '../../../core/probe/observation.ts';
import type { Failure } from '../../../core/probe/failure.ts';
import { decoderFor, type Decoder } from './decoder.ts';

/** What is wanted of a body. */
export interface BodySinkOptions {
  /** Bytes after decompression; what lies beyond is not read. */
  readonly limit: number;
  readonly encoding: string | undefined;
  /** Where it comes from: held back while the decoder is behind. */
  readonly source: { pause(): void; resume(): void };
}

/** A body that ended, was cut at the limit, or broke off. */
export interface ReadBody {
  readonly body: Body;
  readonly sha256?: string;
  readonly failure?: Failure;
}

/** Beyond this ratio a body is made to exhaust its reader: text rarely compresses to less than a fiftieth. */
const BOMB_RATIO = 200;

/**
 * Takes a body up to its limit, counted after decompression. `give` is called once; whoever feeds it closes the
 * connection then, so that the rest of a large or endless body is never taken from the network.
 */
export class BodySink {
  readonly #options: BodySinkOptions;
  readonly #give: (read: ReadBody) => void;
  readonly #decoder: Decoder | undefined;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #open = true;

  constructor(options: BodySinkOptions, give: (read: ReadBody) => void) {
    this.#options = options;
    this.#give = give;
    this.#decoder = decoderFor(options.encoding);
    this.#decoder
      ?.on('drain', () => options.source.resume())
      .on('data', (chunk: Buffer) => this.#keep(chunk))
      .once('end', () => this.#settle(false))
      .on('error', (error: Error) => this.#settle(true, undecodable(options.encoding, error)));
  }

  take(chunk: Buffer): void {
    if (!this.#open) return;
    if (!this.#decoder) this.#keep(chunk);
    else if (!this.#decoder.write(chunk)) this.#options.source.pause();
  }

  end(): void {
    if (this.#decoder && this.#open) this.#decoder.end();
    else this.#settle(false);
  }

  /** It broke off. */
  fail(failure: Failure): void {
    this.#settle(true, failure);
  }

  #keep(chunk: Buffer): void {
    if (!this.#open) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > this.#options.limit)
      this.#settle(true, this.#decoder && bomb(this.#size, this.#decoder.bytesWritten));
  }

  #settle(truncated: boolean, failure?: Failure): void {
    if (!this.#open) return;
    this.#open = false;
    this.#decoder?.destroy();
    this.#give({ ...bodyOf(this.#chunks, this.#options.limit, truncated), ...(failure && { failure }) });
  }
}

const bodyOf = (
  chunks: readonly Buffer[],
  limit: number,
  truncated: boolean,
): Pick<ReadBody, 'body' | 'sha256'> => {
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  const kept = bytes.subarray(0, limit);
  const body = { text: kept.toString('utf8'), bytes: kept.length, truncated };
  return !truncated && kept.length > 0 ? { body, sha256: hash('sha256', kept) } : { body };
};

const bomb = (size: number, consumed: number): Failure | undefined =>
  size <= consumed * BOMB_RATIO
    ? undefined
    : {
        kind: 'protocol',
        code: 'DECOMPRESSION_BOMB',
        message: `${consumed} bytes decompress to more than ${size}`,
        phase: 'transfer',
      };

const undecodable = (encoding: string | undefined, error: Error): Failure => ({
  kind: 'protocol',
  code: 'BAD_ENCODING',
  message: `body is not valid ${encoding ?? ''}: ${error.message}`,
  phase: 'transfer',
});
