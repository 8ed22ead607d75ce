import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';

import type { Body } from '../../../core/probe/observation.ts';
import type { Failure } from '../../../core/probe/failure.ts';
import { decoderFor } from './decoder.ts';

/** What is wanted of a body. */
export interface ReadBodyOptions {
  /** Bytes after decompression; what lies beyond is not read. */
  readonly limit: number;
  readonly encoding: string | undefined;
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
 * Reads a body up to its limit, counted after decompression, and stops reading there: the rest of a large or endless
 * body is never taken from the network. `give` is called once.
 */
export const readBody = (
  stream: Readable,
  { limit, encoding }: ReadBodyOptions,
  give: (read: ReadBody) => void,
): void => {
  const decoder = decoderFor(encoding);
  const chunks: Buffer[] = [];
  let size = 0;
  let open = true;

  const end = (truncated: boolean, failure?: Failure): void => {
    if (!open) return;
    open = false;
    decoder?.destroy();
    give({ ...bodyOf(chunks, limit, truncated), ...(failure && { failure }) });
  };
  const take = (chunk: Buffer): void => {
    if (!open) return;
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) end(true, decoder && bomb(size, decoder.bytesWritten));
  };

  stream.on('data', (chunk: Buffer) => {
    if (!decoder) take(chunk);
    else if (open && !decoder.write(chunk)) stream.pause();
  });
  stream.once('end', () => (decoder && open ? decoder.end() : end(false)));
  stream.on('error', (error: NodeJS.ErrnoException) => end(true, brokenOff(error)));
  stream.once('close', () => {
    if (!stream.readableEnded) end(true, brokenOff(undefined));
  });
  decoder?.on('drain', () => stream.resume());
  decoder?.on('data', take);
  decoder?.once('end', () => end(false));
  decoder?.on('error', (error) => end(true, undecodable(encoding, error)));
};

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

const brokenOff = (error: NodeJS.ErrnoException | undefined): Failure => {
  // HPE_INVALID_CHUNK_SIZE: what came is no HTTP
  const code = error?.code ?? 'ECONNRESET';
  const kind = code.startsWith('HPE_') ? 'protocol' : 'reset';
  return {
    kind,
    code,
    message: `body broke off: ${error?.message ?? 'connection closed'}`,
    phase: 'transfer',
  };
};
