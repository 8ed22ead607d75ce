import type { Transform } from 'node:stream';
import { createBrotliDecompress, createUnzip, createZstdDecompress } from 'node:zlib';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** A decoder for a `Content-Encoding`; undefined for a body that is plain, or coded in a way that nobody asked for. */
export const decoderFor = (encoding: string | undefined): Transform | undefined =>
  encoding === undefined ? undefined : DECODERS[encoding.trim().toLowerCase()]?.();
