import type { EpochMs, Milliseconds } from '../time.ts';
import type { Failure } from './failure.ts';

/** The parts of an attempt, in the order in which they happen. */
export const PHASES = ['dns', 'connect', 'tls', 'ttfb', 'transfer'] as const;

export type Phase = (typeof PHASES)[number];

/** Milliseconds per phase; a phase that did not happen (no TLS, a literal address) is absent. */
export type Phases = Readonly<Partial<Record<Phase, Milliseconds>>>;

/** The identity that one attempt sends, so that its log lines can be found: three spellings of one id. */
export interface AttemptId {
  /** Sent as `X-Request-ID`; `[\w-]` only, at most 64 characters. */
  readonly requestId: string;
  /** Sent as `traceparent`, W3C Trace Context, sampled flag off unless the check asks for it. */
  readonly traceparent: string;
  /** Sent as `X-Amzn-Trace-Id`, `Root=1-<8 hex>-<24 hex>`. */
  readonly amznTraceId: string;
}

/** A body after decompression, cut at the cap of the check. */
export interface Body {
  readonly text: string;
  /** Bytes received after decompression, up to the cap. */
  readonly bytes: number;
  readonly truncated: boolean;
}

/** What the target's certificate said. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly validFrom: EpochMs;
  readonly validTo: EpochMs;
  /** The earliest end of its chain, where that is before its own. */
  readonly chainValidTo?: EpochMs;
  readonly fingerprint256: string;
  /** `TLSv1.3`, for example. */
  readonly tlsVersion: string;
}

/** One request of a `steps` check. */
export interface StepObservation {
  readonly name: string;
  /** `POST https://api.example.com/login`, no secret. */
  readonly target: string;
  readonly observation: Observation;
  readonly failedAssertions: readonly string[];
}

/** Of a chain, the step that broke it; those after it only clean up. */
export const failedStep = (steps: readonly StepObservation[]): StepObservation | undefined =>
  steps.find(({ observation }) => observation.failure !== undefined);

/** What facts of other protocols look like: DNS answers, a banner, a gRPC status. */
export type FactValue = string | number | boolean | readonly string[];

/** The facts that one attempt saw. Nothing in it is a judgement except `failure`, the reason why it broke off. */
export interface Observation {
  readonly startedAt: EpochMs;
  /** Monotonic time from the start to the last byte or to the failure. */
  readonly durationMs: Milliseconds;
  /** Half-width of the uncertainty of the timings, from the event loop's lag during the attempt. */
  readonly errorBarMs: Milliseconds;
  readonly phases: Phases;
  readonly id: AttemptId;
  /** The ids that the answer carried, by lower-case header name (`x-amzn-requestid`, `x-request-id`, …). */
  readonly answeredIds: Readonly<Record<string, string>>;
  /** `192.0.2.7:443`, the address that was connected to. */
  readonly address?: string;
  /** `HTTP/1.1`, `h2`, `DNS/UDP`, … */
  readonly protocol?: string;
  readonly status?: number;
  /** By lower-case name; repeated headers joined with `, `. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly certificate?: Certificate;
  /** Why its certificate does not verify, where the check trusts any. */
  readonly unverified?: string;
  /** The URLs that redirects led to, in order, without the first. */
  readonly redirects?: readonly string[];
  readonly values?: Readonly<Record<string, FactValue>>;
  readonly steps?: readonly StepObservation[];
  readonly failure?: Failure;
}
