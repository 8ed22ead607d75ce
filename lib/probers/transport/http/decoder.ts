import type { Transform } from 'node:stream';
import { createBrotliDecompress, createUnzip, createZstdDecompress } from 'node:zlib';

/** A stream that decodes, and says how much of its input it has consumed. */
export type Decoder = Transform & { readonly bytesWritten: number };

const DECODERS: Readonly<Record<string, () => Decoder>> = {
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** A decoder for a `Content-Encoding`; undefined for a body that is plain, or coded in a way that nobody asked for. */
export const decoderFor = (encoding: string | undefined): Decoder | undefined =>
  encoding === undefined ? undefined : DECODERS[encoding.trim().toLowerCase()]?.();
