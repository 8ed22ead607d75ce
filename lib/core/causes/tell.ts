import type { CauseId } from './cause.ts';
import type { Signal, Specificity, Standing } from './rule.ts';
import type { Seen, Statement } from './seen.ts';

/** What gives a cause away: every condition that it names must hold for one and the same statement. */
export interface Tell {
  readonly by: Specificity;
  /** Whole-matched against the exception's code. */
  readonly code?: RegExp;
  readonly type?: RegExp;
  readonly text?: RegExp;
  /** Must not stand in the statement. */
  readonly not?: RegExp;
  when?(seen: Seen, statement: Statement): boolean;
  /** The only statuses that a client sees of it; another answer had another reason. */
  readonly statuses?: readonly number[];
  /** It is a cause only where it was surely said before the answer. */
  readonly precedes?: true;
  /** Where it weighs less than the other tells of its rule. */
  readonly standing?: Standing;
  /** Names the sub-case for summary and remedy. */
  readonly tag?: string;
}

/** A tell that was found, and where. */
export interface Hit {
  readonly tell: Tell;
  readonly statement: Statement;
  /** The groups of `text`, empty where the tell has none. */
  readonly groups: readonly (string | undefined)[];
  /** The first group that holds something. */
  readonly named: string | undefined;
  /** The tell's tag, empty where it has none. */
  readonly tag: string;
  /** The first line of the statement. */
  readonly said: string;
  /** Index into the record's lines. */
  readonly at: number;
}

/** The first tell of the list that holds, innermost statement first; lists put what is most exact first. */
export const findTell = (seen: Seen, tells: readonly Tell[]): Hit | undefined => {
  for (const tell of tells) {
    for (const statement of seen.statements) {
      const hit = tryTell(seen, statement, tell);
      if (hit) return hit;
    }
  }
  return undefined;
};

const tryTell = (seen: Seen, statement: Statement, tell: Tell): Hit | undefined => {
  if (!isCode(tell, statement) || !isType(tell, statement)) return undefined;
  const match = tell.text ? tell.text.exec(statement.text) : NO_TEXT;
  if (!match || tell.not?.test(statement.text)) return undefined;
  return tell.when?.(seen, statement) === false ? undefined : hitOf(tell, statement, match);
};

const hitOf = (tell: Tell, statement: Statement, match: typeof NO_TEXT): Hit => {
  const groups = match.slice(1);
  return {
    tell,
    statement,
    groups,
    tag: tell.tag ?? '',
    named: groups.find((group) => group !== undefined && group !== ''),
    said: statement.text.slice(0, SAID_CHARS).split('\n', 1)[0] ?? '',
    at: statement.at + linesBefore(statement.text, match.index),
  };
};

const NO_TEXT: Pick<RegExpExecArray, 'index' | 'slice'> = { index: 0, slice: () => [] };

/** A summary is one line of a notification. */
const SAID_CHARS = 200;

const isCode = ({ code }: Tell, statement: Statement): boolean =>
  !code || (statement.code !== undefined && code.test(statement.code));

const isType = ({ type }: Tell, statement: Statement): boolean =>
  !type || (statement.type !== undefined && type.test(statement.type));

const linesBefore = (text: string, index: number): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
};

// "[22291] [ERROR] Exception in worker process"   "Worker failed to boot"   "Error while loading the handler"
const BOOT =
  /worker failed to boot|exception in worker process|failed to start|error creating bean|application run failed|ImportModuleError|UserCodeSyntaxError|HandlerNotFound/i;

/** Makes the signal of a hit. */
export const signalOf = (
  cause: CauseId,
  seen: Seen,
  hit: Hit,
  named: Pick<Signal, 'component' | 'summary'> & { readonly subject?: Readonly<Record<string, string>> },
): Signal => ({
  cause,
  specificity: hit.tell.by,
  component: named.component,
  summary: named.summary,
  at: hit.at,
  depth: hit.statement.depth,
  ...(hit.statement.exception ? { exception: hit.statement.exception } : {}),
  phase: BOOT.test(seen.text) ? 'boot' : 'request',
  ...(hit.tell.statuses ? { statuses: hit.tell.statuses } : {}),
  ...(hit.tell.precedes ? { precedes: true as const } : {}),
  ...(hit.tell.standing ? { standing: hit.tell.standing } : {}),
  subject: named.subject ?? {},
});
