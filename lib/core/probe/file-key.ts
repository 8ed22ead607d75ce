/** A key of a target that may name a file beside the config. */
export interface FileKey {
  /** The way to it; `*` is every item of a list. */
  readonly keys: readonly string[];
  /** A PEM text that may also stand there itself; the same, but secret; any bytes; or no file but a folder. */
  readonly holds: 'pem' | 'key' | 'bytes' | 'folder';
}

/** How the contents of a file begin where they stand in place of its path, on AWS (RFC 2397). */
export const PLANNED_FILE = 'data:;base64,';
