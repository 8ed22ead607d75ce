/** CloudWatch Logs cuts events at 256 KiB (1 MiB since 2025), 26 bytes of it for its own overhead; never inside a character. */
const LIMIT_BYTES: readonly number[] = [256 * 1024, 1024 * 1024];
const OVERHEAD_BYTES = 26;
const CHARACTER_BYTES = 3;
/** Shorter texts cannot have so many bytes: a character has four at most. */
const MIN_CHARACTERS = (256 * 1024 - OVERHEAD_BYTES - CHARACTER_BYTES) / 4;

/** Whether a line is exactly as long as the longest event, so that the next event goes on with it. */
export const isCutLine = (text: string): boolean => {
  if (text.length < MIN_CHARACTERS) return false;
  const bytes = utf8Length(text);
  return LIMIT_BYTES.some((limit) => bytes <= limit && bytes >= limit - OVERHEAD_BYTES - CHARACTER_BYTES);
};

const utf8Length = (text: string): number => {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) bytes += bytesOf(text.charCodeAt(index));
  return bytes;
};

const bytesOf = (code: number): number => {
  if (code < 0x80) return 1;
  // Half of a surrogate pair; the two of them are four bytes.
  if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) return 2;
  return 3;
};
