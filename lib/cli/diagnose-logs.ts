import type { Readable } from 'node:stream';

import { CAUSE_RULES, LOG_FORMATS } from '../catalog.ts';
import { diagnose } from '../core/diagnosis/diagnose.ts';
import { usualEvents } from '../core/diagnosis/usual-events.ts';
import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { FailingAttempt } from '../core/incident/incident.ts';
import type { LogQuery, LogRead, LogSource } from '../core/ports.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';
import { expandPaths } from '../local/logs/expand-paths.ts';
import { fileSource } from '../local/logs/file-source.ts';
import { stdinSource } from '../local/logs/stdin-source.ts';
import { systemClock } from '../system/clock.ts';

/** What is known of the failure besides the logs; each makes the answer surer. */
export interface Question {
  readonly logs: readonly string[];
  readonly at?: EpochMs;
  readonly requestId?: string;
  readonly method?: string;
  readonly path?: string;
  readonly windowMs: Milliseconds;
}

/** A failure is logged a little after it happened: a timeout is noticed late. */
const AFTER_MS: Milliseconds = 30_000;

/** The newest part of a log; a diagnosis of so much takes about a second. */
const MAX_BYTES = 10 * 1024 ** 2;

const BASELINE_MS: Milliseconds = 300_000;

/** Diagnoses log files; nothing else is needed. Throws when none of them can be read. */
export const diagnoseLogs = async (question: Question, stdin: Readable): Promise<Diagnosis> => {
  const reader = { formats: LOG_FORMATS, clock: systemClock };
  const { at, windowMs } = question;
  const wanted = at === undefined ? null : { from: at - windowMs, to: at + AFTER_MS };
  const expanded = await Promise.all(
    question.logs.map(async (path) =>
      path === '-' ? { sources: [stdinSource(stdin, reader)], gaps: [] } : filesOf(path, reader),
    ),
  );
  const sources = expanded.flatMap((each) => each.sources);
  const { reads, window, baseline } = await readBoth(sources, wanted);
  const gaps = [...expanded.flatMap((each) => each.gaps), ...reads.flatMap((read) => read.gaps)];
  if (reads.every((read) => read.events.length === 0) && gaps.length > 0)
    throw new UnreadableLogs(
      gaps.map(({ missing, fix }) => (fix ? `${missing}; ${fix}` : missing)).join('\n'),
    );
  const attempt = attemptOf(question);
  const events = reads.flatMap((read) => read.events);
  return diagnose(
    {
      ...(attempt && { attempt }),
      window,
      events,
      baseline: usualEvents(
        baseline.flatMap((read) => read.events),
        events,
      ),
      changes: [],
      trends: [],
      gaps,
    },
    { formats: LOG_FORMATS, rules: CAUSE_RULES },
  );
};

/** None of the logs could be read; says for each what to do. */
export class UnreadableLogs extends Error {
  override readonly name = 'UnreadableLogs';
}

const filesOf = async (path: string, reader: Parameters<typeof fileSource>[1]) => {
  const { paths, gaps } = await expandPaths(path);
  return { sources: paths.map((each) => fileSource(each, reader)), gaps };
};

interface Reads {
  readonly reads: readonly LogRead[];
  readonly window: Window | null;
  readonly baseline: readonly LogRead[];
}

/** A log whose lines carry no time has nothing in the window; then all of it is the window. */
const readBoth = async (sources: readonly LogSource[], window: Window | null): Promise<Reads> => {
  const reads = window ? await readAll(sources, window) : [];
  if (window && reads.some((read) => read.events.length > 0)) {
    const usual = { from: window.from - BASELINE_MS, to: window.from };
    return { reads, window, baseline: await readAll(sources, usual) };
  }
  return { reads: await readAll(sources, ALWAYS), window: null, baseline: [] };
};

type Window = Pick<LogQuery, 'from' | 'to'>;

const ALWAYS: Window = { from: 0, to: Infinity };

const readAll = (sources: readonly LogSource[], { from, to }: Window): Promise<readonly LogRead[]> => {
  const query = { from, to, ids: [], maxBytes: MAX_BYTES, signal: new AbortController().signal };
  return Promise.all(sources.map((source) => source.read(query)));
};

/** The failing request as far as it is known; undefined when nothing but the logs is. */
const attemptOf = ({ at, requestId, method, path }: Question): FailingAttempt | undefined => {
  if (at === undefined && requestId === undefined && path === undefined) return undefined;
  const when = at ?? 0;
  return {
    tick: when,
    location: 'home',
    number: 1,
    startedAt: when,
    durationMs: 0,
    phases: {},
    id: { requestId: requestId ?? '', traceparent: '', amznTraceId: '' },
    answeredIds: {},
    target: `${method ?? 'GET'} ${path ?? ''}`.trim(),
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    failure: { kind: 'status', message: 'the request failed' },
    failedAssertions: [],
  };
};
