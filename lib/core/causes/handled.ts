import type { LogRecord } from '../logs/record.ts';
import { isAtLeast } from '../logs/severity.ts';
import type { Candidate } from './evidence.ts';

/** What a warning loses when the application went on after it, and something else ended the request. */
const HANDLED = -5;

const CLOSENESS = { window: 0, connection: 1, request: 2 } as const;

/**
 * Weakens what the application only warned of and went on after: a cache that was away, an attempt before one that
 * succeeded. It shows by an error further down the same log, tied to the request as closely, that has a reason of its own.
 */
export const withoutHandled = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const endings = candidates.filter(isEnding);
  return candidates.map((each) =>
    isWarning(each.clue.record) && endings.some((ending) => endedBy(each, ending))
      ? { ...each, strength: each.strength + HANDLED }
      : each,
  );
};

const isWarning = ({ severity }: LogRecord): boolean => severity === 'warning';

/**
 * What a language raises by itself says of the code and not of what was warned of; an exception that the application
 * defines (`PaymentFailed`) may only pass that on.
 */
const BY_ITSELF =
  /^(?:TypeError|RangeError|ReferenceError|KeyError|IndexError|AttributeError|NameError|UnboundLocalError|AssertionError|ZeroDivisionError|DivisionByZeroError|ArgumentCountError|UnhandledMatchError|NoMethodError|FrozenError|ArithmeticError|FunctionClauseError|MatchError|runtime error|panic|java\.lang\.(?:NullPointer|Arithmetic|(?:Array|String)?IndexOutOfBounds|ClassCast|NumberFormat|NegativeArraySize)Exception|java\.util\.(?:NoSuchElement|ConcurrentModification|InputMismatch)Exception|System\.(?:NullReference|IndexOutOfRange|DivideByZero|InvalidCast)Exception)$/;

const isEnding = ({ clue, standing, signal }: Candidate): boolean => {
  const { severity, exception } = clue.record;
  if (severity === undefined || !isAtLeast(severity, 'error')) return false;
  if (exception === undefined && clue.tie.tier !== 'request') return false;
  const type = signal.exception?.type;
  return standing === 'cause' || (standing === 'fallback' && (type === undefined || BY_ITSELF.test(type)));
};

const endedBy = ({ clue: warned }: Candidate, { clue: ended }: Candidate): boolean =>
  ended.index > warned.index &&
  ended.record.source === warned.record.source &&
  ended.record.stream === warned.record.stream &&
  CLOSENESS[ended.tie.tier] >= CLOSENESS[warned.tie.tier] &&
  ended.tie.path !== 'other' &&
  !ended.tie.isForeign &&
  ended.before === 0 &&
  (ended.stretch === 'during' || ended.stretch === 'unknown');
