/** How the config reads its files; a parameter, so that the core opens none. Paths are of the reader's own form. */
export interface ConfigFiles {
  read(path: string): ConfigFile;
  /** The path that a file means when it writes `relative`. */
  resolve(from: string, relative: string): string;
  /** A path that holds wherever it is read. */
  absolute(path: string): string;
  /** The files that a pattern with `*` finds, seen from a file, in alphabetical order. */
  glob(from: string, pattern: string): readonly string[];
}

/** A file's bytes, or why there are none. */
export type ConfigFile =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };
