import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Evidence } from '../../lib/core/diagnosis/evidence.ts';
import type { FailingAttempt } from '../../lib/core/incident/incident.ts';
import type { LogEvent } from '../../lib/core/logs/event.ts';
import type { LabCase } from '../case.ts';

/** A recorded case with its log lines. */
export interface LoadedCase {
  readonly lab: LabCase;
  readonly isHeldOut: boolean;
  readonly events: readonly LogEvent[];
  readonly evidence: Evidence;
}

interface Manifest {
  readonly heldOut: readonly string[];
}

/** Which cases are read: those of stacks that rules are developed on, of those held out of it, or both. */
export type CaseSet = 'all' | 'developed' | 'held-out';

/** Reads the labelled cases below a folder, in the order of their names. */
export const loadCases = (corpus: string, set: CaseSet = 'all'): readonly LoadedCase[] => {
  const { heldOut } = JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8')) as Manifest;
  return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && name !== 'manifest.json')
    .filter((name) => set === 'all' || heldOut.includes(name.split('/')[0] ?? '') === (set === 'held-out'))
    .sort()
    .flatMap((name) => {
      const path = join(corpus, name);
      const lab = JSON.parse(readFileSync(path, 'utf8')) as LabCase;
      // A case that is being recorded beside us may not have all of its files yet.
      if (!lab.logs?.every((log) => existsSync(join(dirname(path), log)))) return [];
      const events = lab.logs.flatMap((log) => eventsOf(dirname(path), log));
      return [{ lab, isHeldOut: heldOut.includes(lab.stack), events, evidence: evidenceOf(lab, events) }];
    });
};

const eventsOf = (folder: string, log: string): readonly LogEvent[] => {
  const bytes = readFileSync(join(folder, log));
  const text = (log.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return lines.map((line, index) => ({ source: log, stream: log, line: index + 1, text: line }));
};

const evidenceOf = (lab: LabCase, events: readonly LogEvent[]): Evidence => {
  const attempt = attemptOf(lab);
  return {
    attempt,
    window: { from: attempt.startedAt - 120_000, to: attempt.startedAt + attempt.durationMs + 30_000 },
    events,
    baseline: [],
    changes: [],
    trends: [],
    gaps: [],
  };
};

/** The attempt as a prober would have stored it. */
const attemptOf = ({ request }: LabCase): FailingAttempt => {
  const startedAt = Date.parse(request.sentAt);
  const trace = request.requestId
    .replaceAll(/[^0-9a-f]/g, '')
    .padEnd(32, '0')
    .slice(0, 32);
  return {
    tick: startedAt,
    location: 'home',
    number: 1,
    startedAt,
    durationMs: Date.parse(request.failedAt) - startedAt,
    phases: {},
    id: {
      requestId: request.requestId,
      traceparent: `00-${trace}-${trace.slice(0, 16)}-00`,
      amznTraceId: `Root=1-${trace.slice(0, 8)}-${trace.slice(8)}`,
    },
    answeredIds: {},
    target: `${request.method} http://target.example${request.path}`,
    method: request.method,
    path: request.path,
    ...(request.status > 0 ? { status: request.status } : {}),
    failure:
      request.status > 0
        ? { kind: 'status', code: String(request.status), message: `status (${request.status}) == 2xx` }
        : { kind: 'reset', message: 'the connection was closed' },
    failedAssertions: [],
  };
};
