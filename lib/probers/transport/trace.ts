import type { AttemptContext } from '../../core/probe/contract.ts';
import type { Failure } from '../../core/probe/failure.ts';
import type { Observation, Phase } from '../../core/probe/observation.ts';
import { moment, ownMoment } from './loop-lag.ts';
import { startTurn } from './start-gate.ts';

type Facts = Partial<Omit<Observation, 'startedAt' | 'durationMs' | 'errorBarMs' | 'phases' | 'id'>>;

/** The course of one attempt: its phases, its deadline, and the facts that were seen on the way. */
export interface Trace {
  readonly context: AttemptContext;
  /** Ends the phase under way and begins the next; the same one begins anew. A phase that comes again (a redirect) adds up. */
  begin(phase: Phase): void;
  /** The phase under way really began somewhere between `begin` and now: writing takes time, and the peer may be quick. */
  begun(): void;
  /** Ends the phase under way. */
  end(): void;
  /** Adds facts to the observation. */
  see(facts: Facts): void;
  readonly seen: Facts;
  /** The phase under way, for failures. */
  readonly phase: Phase | undefined;
  /** Why the attempt must end: its time is up, or the process stops. */
  readonly expired: Failure | undefined;
  /** What to do when the attempt must end; there is one such thing at a time. It is done at once when the time is up already. */
  onExpire(give: (failure: Failure) => void): void;
  /** The observation; the trace is over. */
  finish(failure?: Failure): Observation;
}

/** Waits for its turn, then begins. */
export const startTrace = async (context: AttemptContext): Promise<Trace> => {
  const turn = startTurn();
  if (turn) await turn;
  return new AttemptTrace(context);
};

/** One listener for all attempts under a signal: a signal looks through all of its listeners when one comes or goes. */
const underway = new WeakMap<AbortSignal, Set<AttemptTrace>>();

const under = (signal: AbortSignal): Set<AttemptTrace> => {
  const known = underway.get(signal);
  if (known) return known;
  const attempts = new Set<AttemptTrace>();
  underway.set(signal, attempts);
  signal.addEventListener('abort', () => attempts.forEach((attempt) => attempt.stop()), { once: true });
  return attempts;
};

type Seen = { -readonly [Key in keyof Observation]: Observation[Key] };

class AttemptTrace implements Trace {
  readonly context: AttemptContext;
  /** It becomes the observation itself: copying one facts by facts costs more than making it. */
  readonly seen: Seen;
  phase: Phase | undefined;
  expired: Failure | undefined;

  readonly #started = ownMoment().at;
  readonly #phases: Partial<Record<Phase, number>> = {};
  readonly #timer: NodeJS.Timeout;
  #over = false;
  #phaseStart = 0;
  #errorBarMs = 0;
  /** How long the phase under way took to begin. */
  #beginningMs = 0;
  #give: ((failure: Failure) => void) | undefined;

  constructor(context: AttemptContext) {
    this.context = context;
    this.seen = {
      startedAt: Date.now(),
      durationMs: 0,
      errorBarMs: 0,
      phases: this.#phases,
      id: context.id,
      answeredIds: {},
    };
    this.#timer = setTimeout(() => this.#expire(this.#timeout()), Math.ceil(context.timeoutMs));
    if (context.signal.aborted) this.stop();
    else under(context.signal).add(this);
  }

  /** The process stops. */
  stop(): void {
    this.#expire({ kind: 'prober', code: 'STOPPED', message: 'the prober was stopped' });
  }

  begin(phase: Phase): void {
    this.#stamp(phase);
  }

  begun(): void {
    this.#beginningMs = performance.now() - this.#phaseStart;
  }

  end(): void {
    this.#stamp(undefined);
  }

  see(facts: Facts): void {
    if (this.#over) return;
    // Values are of several hands.
    const values = facts.values && this.seen.values ? { ...this.seen.values, ...facts.values } : facts.values;
    Object.assign(this.seen, facts, values && { values });
  }

  onExpire(give: (failure: Failure) => void): void {
    this.#give = give;
    if (this.expired) give(this.expired);
  }

  finish(failure?: Failure): Observation {
    const at = this.#stamp(undefined);
    this.#give = undefined;
    clearTimeout(this.#timer);
    underway.get(this.context.signal)?.delete(this);
    this.#over = true;
    const { seen } = this;
    seen.durationMs = at - this.#started;
    seen.errorBarMs = this.#errorBarMs;
    if (failure) seen.failure = failure;
    return seen;
  }

  /** The end of a phase is an event that we may have noticed late; a beginning of our own is exact. */
  #stamp(next: Phase | undefined): number {
    const ended = this.phase !== next ? this.phase : undefined;
    const { at, lateMs } = ended ? moment() : ownMoment();
    if (ended) {
      this.#errorBarMs = Math.max(this.#errorBarMs, lateMs + this.#beginningMs);
      this.#phases[ended] = (this.#phases[ended] ?? 0) + at - this.#phaseStart;
    }
    this.#phaseStart = at;
    this.#beginningMs = 0;
    this.phase = next;
    return at;
  }

  #expire(failure: Failure): void {
    this.expired ??= failure;
    const give = this.#give;
    this.#give = undefined;
    give?.(this.expired);
  }

  #timeout(): Failure {
    const { timeoutMs } = this.context;
    const where = this.phase ? { phase: this.phase } : {};
    const message = `no end after ${Math.round(timeoutMs)} ms${this.phase ? `, in phase ${this.phase}` : ''}`;
    return { kind: 'timeout', code: 'TIMEOUT', message, ...where };
  }
}
