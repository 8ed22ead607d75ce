/** What a broken assertion makes of the attempt. */
export type Severity = 'degraded' | 'down';

/** Relations between a fact and an expected value. */
export type Relation =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'contains'
  | 'not contains'
  | 'matches'
  | 'not matches'
  | 'exists'
  | 'not exists'
  | 'is'
  | 'valid against';

/** A required relation over a fact. Plain JSON; `fact` is the name of a fact, `selector` a header name or a JSONPath. */
export interface Assertion {
  readonly fact: string;
  readonly selector?: string;
  readonly relation: Relation;
  readonly expected: unknown;
  readonly severity: Severity;
}

/** An assertion that was evaluated; a failed one renders with the actual value: `status (500) == 200`. */
export interface AssertionResult {
  readonly assertion: Assertion;
  readonly passed: boolean;
  /** Shortened and redacted, safe to show. */
  readonly text: string;
}
