import { innermostOf } from '../chain.ts';
import { after } from '../known.ts';
import { placeOf, remedyOf, rollBack } from '../remedies.ts';
import { defineCauseRule, type Signal } from '../rule.ts';
import { saidError } from '../said-error.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Tell } from '../tell.ts';

/** What frameworks raise to answer 4xx: the client's matter, logged as FATAL or not. */
const CLIENT_FAULT =
  /(?:RoutingError|ParameterMissing|RecordNotFound|UnknownFormat|InvalidAuthenticityToken|UnknownAction|BadRequest|Http404|DisallowedHost|SuspiciousOperation|NotFoundHttpException|MethodNotAllowed\w*|NoResourceFoundException|HttpRequestMethodNotSupportedException|HttpMessageNotReadableException|MissingServletRequestParameterException|RequestValidationError|NotFoundException|UnauthorizedException|ForbiddenException|NotAcceptable\w*|TokenMismatchException|PayloadTooLargeError|URIError|ClientAbortException)$/;

/** Said after something else broke, or because the process is being stopped. */
const SYMPTOM =
  /(?:^|\.)(?:Warning|User Warning|SystemExit|KeyboardInterrupt|GeneratorExit|SignalException|Interrupt|InFailedSqlTransaction|PendingRollbackError|TransactionManagementError|WorkerLostError)$|25P02|current transaction is aborted|request aborted|ERR_STREAM_PREMATURE_CLOSE/;

/** Faults that are printed without a type of their own. */
const TELLS: readonly Tell[] = [
  // http: panic serving 127.0.0.1:51836: runtime error: invalid memory address or nil pointer dereference
  { by: 'type', text: /\bpanic serving [^\n]{1,80}?: ([^\n]{1,300})/ },
  // GET /import: import line 2: strconv.Atoi: parsing "four": invalid syntax      json: cannot unmarshal string into Go value
  {
    by: 'type',
    text: /\b((?:strconv\.\w{2,20}: parsing|json: (?:cannot unmarshal|unsupported|invalid)|sql: (?:no rows|Scan error|expected)|parsing time "|template: \S{1,80}:\d|reflect: |csv: |hex: |url: |runtime error: )[^\n]{0,240})/,
  },
  // panic: runtime error: index out of range [3] with length 2
  { by: 'type', text: /(?:^|\n)panic: ([^\n]{1,300})/ },
  // [Recovery] 2026/12/01 - 05:02:49 panic recovered:⏎interface conversion: interface {} is string, not int
  { by: 'type', text: /\bpanic recovered:\s{1,10}([^\n]{1,300})/ },
  // average of order 42 could not be computed: division by zero, of a logger that was given the message alone
  {
    by: 'type',
    text: /((?:(?:integer )?division by zero|divided by 0|index out of range|interface conversion: |nil pointer dereference|Cannot read propert|object has no attribute|is not subscriptable|Can't locate object method )[^\n]{0,240})/,
  },
  // fatal error: concurrent map writes
  {
    by: 'type',
    text: /(?:^|\n|\d )fatal error: (concurrent map [a-z ]{1,40}|all goroutines are asleep[^\n]{0,60}|stack overflow)/,
  },
  // PHP Fatal error:  Uncaught TypeError: Unsupported operand types: string + int in /app/a.php:3
  {
    by: 'type',
    text: /PHP (?:Fatal error|Recoverable fatal error): {1,2}([^\n]{1,300})/,
    not: /Allowed memory size|Maximum execution time/,
  },
  // duplicate key value violates unique constraint "customers_email_key"      syntax error at or near "SELEC"
  {
    by: 'type',
    text: /(duplicate key value violates[^\n]{1,120}|violates (?:not-null|foreign key|check) constraint[^\n]{0,120}|syntax error at or near[^\n]{0,80}|You have an error in your SQL syntax|Duplicate entry '[^'\n]{0,100}' for key[^\n]{0,80})/,
  },
  // runtime: goroutine stack exceeds 1000000000-byte limit
  { by: 'type', text: /(goroutine stack exceeds \d{1,20}-byte limit)/ },
];

const fromException = (seen: Seen): Signal | undefined => {
  const { exception } = seen.record;
  if (!exception) return undefined;
  const inner = innermostOf(exception);
  const said = `${inner.type}: ${inner.message}`.split('\n', 1)[0]?.slice(0, 240) ?? '';
  if (isClientFault(seen) || [inner.type, said, inner.code ?? ''].some((text) => SYMPTOM.test(text)))
    return undefined;
  return {
    cause: 'code.exception',
    specificity: 'type',
    component: 'self',
    summary: `${said}${after(' at ', placeOf(seen.record))}`,
    at: inner.at,
    depth: 0,
    exception: inner,
    phase: 'request',
    subject: { type: inner.type },
  };
};

/** An error that the application logged without a stack: all that is known of it is what it says. */
const fromWords = (seen: Seen): Signal | undefined => {
  const said = saidError(seen);
  if (said === undefined || isClientFault(seen) || SYMPTOM.test(said)) return undefined;
  return {
    cause: 'code.exception',
    specificity: 'phrase',
    component: 'self',
    summary: `the application says: ${said.slice(0, 240)}`,
    at: 0,
    depth: 0,
    phase: 'request',
    standing: 'words',
    subject: {},
  };
};

/** By its type, or by the status that the framework keeps with it. */
const isClientFault = ({ statements, properties }: Seen): boolean =>
  statements.some(({ type }) => type !== undefined && CLIENT_FAULT.test(type)) ||
  /^4\d\d$/.test(properties.get('statusCode') ?? '');

/** An exception that nobody handled, and that no more specific rule explains. */
export const codeException = defineCauseRule({
  id: 'code.exception',
  standing: 'fallback',
  summary:
    'An exception of the application that nothing handled (`TypeError`, `KeyError`, a nil panic, a failed assertion, a broken SQL text), when no other cause explains it anywhere in its chain. 404s and 400s that a framework logs as FATAL are no failures.',
  examples: [
    'http: panic serving 127.0.0.1:51836: runtime error: invalid memory address or nil pointer dereference',
    'fatal error: concurrent map writes',
  ],
  confusers: ['ActionController::RoutingError (No route matches [GET] "/nope")'],
  match: (seen) => {
    const typed = fromException(seen);
    if (typed || seen.record.exception) return typed;
    const hit = findTell(seen, TELLS);
    return hit
      ? signalOf('code.exception', seen, hit, {
          component: 'self',
          summary: hit.groups[0] ?? 'the application broke off',
        })
      : fromWords(seen);
  },
  remedy: ({ subject }, facts) => {
    const place = placeOf(facts.record);
    return [
      ...rollBack(facts),
      remedyOf(
        place ? `mend ${place}` : `find where ${subject['type'] ?? 'the error'} is thrown, and mend it`,
      ),
      remedyOf('add the failing request to the tests'),
    ];
  },
});
