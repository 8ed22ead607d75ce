import { inAppFrameOf, innermostOf } from '../causes/chain.ts';
import { patternOf } from '../causes/pattern-of.ts';
import type { CauseId } from '../causes/cause.ts';
import type { LogRecord } from '../logs/record.ts';

/** FNV-1a with 64 bits: short, stable over platforms, and no secret is kept by it. */
const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

const hash = (text: string): string => {
  let value = OFFSET;
  for (let index = 0; index < text.length; index += 1)
    value = ((value ^ BigInt(text.charCodeAt(index))) * PRIME) & MASK;
  return value.toString(16).padStart(16, '0');
};

/** Type without its package: a driver that moves its classes keeps the fingerprint. */
const unqualified = (type: string): string => type.split(/[.\\]|::/).at(-1) ?? type;

/** Equal for equal faults: cause, innermost type, what the message says, the deepest function of the application. No line numbers. */
export const fingerprintOf = (
  cause: CauseId | null,
  record: LogRecord | undefined,
  component: string,
): string => {
  const exception = record?.exception && innermostOf(record.exception);
  const frame = record?.exception && inAppFrameOf(record.exception);
  const said = exception
    ? patternOf(exception.message.split('\n', 1)[0] ?? '')
    : patternOf(record?.message ?? '');
  const parts = [
    cause ?? 'unknown',
    exception ? unqualified(exception.type) : '',
    said,
    frame ? (frame.function ?? frame.file) : '',
    cause === null ? component : '',
  ];
  return hash(parts.join('\u0000'));
};
