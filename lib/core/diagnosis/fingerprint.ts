import { inAppFrameOf, innermostOf } from '../causes/chain.ts';
import { patternOf } from '../causes/pattern-of.ts';
import type { CauseId } from '../causes/cause.ts';
import type { Exception, LogRecord } from '../logs/record.ts';

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
  target: string,
): string => {
  const said = record?.exception ? ofException(record.exception) : [patternOf(record?.message ?? '')];
  return hash([cause ?? `unknown ${target}`, ...said].join('\u0000'));
};

const ofException = (exception: Exception): readonly string[] => {
  const inner = innermostOf(exception);
  const frame = inAppFrameOf(exception);
  const place = frame ? (frame.function ?? frame.file) : '';
  return [unqualified(inner.type), patternOf(inner.message.split('\n', 1)[0] ?? ''), place];
};
