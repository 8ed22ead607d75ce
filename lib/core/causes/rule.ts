import type { Change, Trend } from '../diagnosis/evidence.ts';
import type { Remedy } from '../diagnosis/diagnosis.ts';
import type { Exception, LogRecord } from '../logs/record.ts';
import type { CauseId } from './cause.ts';
import type { Seen } from './seen.ts';

/** How exactly a signal names its cause, the strongest first: a vendor's code, a typed exception, a phrase, a proxy's status. */
export type Specificity = 'code' | 'type' | 'phrase' | 'status';

/** What a rule found in one record. */
export interface Signal {
  readonly cause: CauseId;
  readonly specificity: Specificity;
  /** What failed, for people: `postgres db.internal:5432`, `file /srv/x/log.txt`, `http api.stripe.com`, `self`. */
  readonly component: string;
  /** One sentence with the names in it. */
  readonly summary: string;
  /** Index into the record's lines of the line that says so. */
  readonly at: number;
  /** How deep in the chain it stands: 0 is the outermost exception or the record's own message. */
  readonly depth: number;
  /** The exception of the chain that it stands on. */
  readonly exception?: Exception;
  readonly phase: 'boot' | 'request' | 'background';
  /** The only statuses that a client sees of it, where that is known. */
  readonly statuses?: readonly number[];
  /** It only tells of a cause where it was surely said before the answer: a server that was stopped. */
  readonly precedes?: true;
  /** Where this sign weighs less than the rule's others. */
  readonly standing?: Standing;
  /** What the remedy names: path, mode, host, port, user, limit, action, arn, … */
  readonly subject: Readonly<Record<string, string>>;
}

/** What a remedy may know besides the signal. */
export interface RemedyFacts {
  readonly record: LogRecord;
  readonly changes: readonly Change[];
  readonly trends: readonly Trend[];
}

/**
 * What a rule's word weighs: `cause` names what failed, `fallback` only says that something did (an unhandled
 * exception), `effect` is what one sees when something deeper fails (a timeout, a dead upstream), `words` are an error
 * of the application that no rule understands.
 */
export type Standing = 'cause' | 'fallback' | 'effect' | 'words';

/** One cause of the taxonomy: how it shows, and what to do about it. */
export interface CauseRule {
  readonly id: CauseId;
  readonly standing: Standing;
  /** For the reference: how it shows, in one or two sentences. */
  readonly summary: string;
  /** Messages that it convicts on, as software prints them; shown in the reference and tried by a test. */
  readonly examples: readonly string[];
  /** Messages that look like it and are something else; shown in the reference and tried by a test. */
  readonly confusers: readonly string[];
  /** The strongest signal of one record, undefined when it says nothing about this cause. Never throws. */
  match(seen: Seen): Signal | undefined;
  /** What to do, the most useful first; names the object. */
  remedy(signal: Signal, facts: RemedyFacts): readonly Remedy[];
}

/** Fixes the types of a cause rule. */
export const defineCauseRule = (rule: CauseRule): CauseRule => rule;
