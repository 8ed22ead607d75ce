import { findJsonError } from './json-error.ts';
import { parseJsonObject } from './json-object.ts';

// error: GET /orders failed {"stack":"TypeError: …"},     2026-…Z	ERROR	shop/main.go:12	request failed	{"error":"dial tcp …"}
const OPENS = /[\s:]\{"/;
/** A longer message is a dump, with braces of its own. */
const MAX_MESSAGE = 2_048;

/** The lines of the error in the JSON object that a line ends with; none where it ends with no such object. */
export const trailingErrorLines = (line: string): readonly string[] => {
  const at = line.slice(0, MAX_MESSAGE).search(OPENS);
  const entry = at < 0 ? undefined : parseJsonObject(line.slice(at + 1));
  return entry === undefined ? [] : (findJsonError(entry)?.lines ?? []);
};
