import { probeHere, type ProbeHere } from '../../lib/aws/home-prober.ts';
import type { Check } from '../../lib/core/check.ts';
import { probeCpuMs } from '../../lib/core/cost/probe-cpu.ts';
import type { ProbeRun } from '../../lib/core/monitor.ts';
import type { AttemptContext, Prober } from '../../lib/core/probe/contract.ts';
import type { Observation } from '../../lib/core/probe/observation.ts';
import type { ProbeResult } from '../../lib/core/probe/result.ts';
import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';
import { http } from '../../lib/probers/http.ts';
import type { Environment } from './lambda.ts';
import { stamp } from './log-groups.ts';
import { LATENCY } from './measured.ts';
import type { Fault } from './outages.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a probe meets: nothing wrong, a fault, or one bad answer and then good ones. */
export type Meets = Fault | 'flaky' | undefined;

/** What the targets are to a prober. */
export interface TargetOptions {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly meets: (check: Check, tick: EpochMs) => Meets;
  /** What the application behind a check writes to its log while it fails. */
  readonly writes: (check: Check, text: string) => void;
}

interface Running {
  readonly check: Check;
  readonly run: ProbeRun;
  readonly what: Meets;
  readonly cpuMs: Milliseconds;
  attempts: number;
}

/**
 * Probing from one environment. What fails goes through the real attempts, retries, budget and assertions; a probe of a healthy
 * target is given its result, for a day of a large fleet has a hundred and forty million of them. Both wait for their turn
 * on the CPU and for the target.
 */
export const simProbing = (environment: Environment, options: TargetOptions): ProbeHere => {
  const { time, random, meets } = options;
  const running = new Map<unknown, Running>();
  const prober: Prober = {
    ...http,
    probe: (target, context) => {
      const run = running.get(target);
      if (!run) throw new Error('a probe of a target that nobody probes');
      run.attempts += 1;
      return attempted(run, context, { environment, options });
    },
  };
  const failing = probeHere({
    clock: time.clock,
    randomness: { next: random, hex: (count) => hexOf(random, count) },
    loadProber: async () => prober,
    fill: async (text) => text,
  });
  return (check, run, signal) => {
    environment.began();
    const what = meets(check, run.tick);
    const cpuMs = probeCpuMs(check);
    if (what === undefined) return healthy(check, run, { cpuMs, environment, options });
    running.set(check.target, { check, run, what, cpuMs, attempts: 0 });
    return failing(check, run, signal).finally(() => {
      running.delete(check.target);
      environment.ended();
    });
  };
};

const hexOf = (random: () => number, count: number): string =>
  Array.from({ length: Math.ceil(count / 4) }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  )
    .join('')
    .slice(0, 2 * count);

interface Place {
  readonly environment: Environment;
  readonly options: TargetOptions;
}

const latencyOf = (random: () => number): Milliseconds =>
  Math.min(
    LATENCY.slowestMs,
    LATENCY.medianMs - Math.log(1 - random()) * LATENCY.spreadMs - LATENCY.spreadMs * Math.LN2,
  );

/** The attempt's own id is in no result that anybody keeps, so all share one. */
const ANSWERED = {
  errorBarMs: 1,
  phases: {},
  id: {
    requestId: '0'.repeat(32),
    traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`,
    amznTraceId: 'Root=1-0-0',
  },
  answeredIds: {},
  status: 200,
} as const;

const PASSED = { number: 1, backoffMs: 0, outcome: 'passed', assertions: [] } as const;

const healthy = (
  { name }: Check,
  { tick, location }: ProbeRun,
  { cpuMs, environment, options: { time, random } }: Place & { readonly cpuMs: Milliseconds },
): Promise<ProbeResult> => {
  const startedAt = environment.turn(cpuMs);
  const durationMs = environment.wallMs(cpuMs) + latencyOf(random);
  const endedAt = startedAt + durationMs;
  const result = {
    checkName: name,
    location,
    tick,
    startedAt,
    endedAt,
    verdict: 'up',
    attempts: [{ ...PASSED, observation: { ...ANSWERED, startedAt, durationMs } }],
  } satisfies ProbeResult;
  return new Promise((resolve) =>
    time.surely(endedAt, () => {
      environment.ended();
      resolve(result);
    }),
  );
};

const BODY = JSON.stringify({
  error: 'internal',
  detail: 'connection to the database was refused',
  trace: 'x'.repeat(300),
});

/** What an application says of a fault of its own, another one in each, so that no two have a cause in common. Who refuses says nothing. */
const stackOf = (
  { name }: Check,
  {
    fault,
    requestId,
    at,
  }: { readonly fault: 'error' | 'hang'; readonly requestId: string; readonly at: EpochMs },
): string => {
  const part = name.replace('-', '');
  const said =
    fault === 'hang'
      ? `Error: timeout of 9000ms exceeded in ${part}`
      : `TypeError: Cannot read properties of undefined (reading '${part}')`;
  return `${stamp(at)} ERROR ${requestId} ${said}
    at load${part} (/srv/${part}/orders.js:17:31)
    at handle${part} (/srv/${part}/routes.js:42:9)`;
};

const attempted = async (
  { check, run, what, cpuMs, attempts }: Running,
  { id, timeoutMs }: AttemptContext,
  { environment, options: { time, random, writes } }: Place,
): Promise<Observation> => {
  const { clock } = time;
  await clock.sleep(environment.turn(cpuMs) - clock.now());
  const startedAt = clock.now();
  const fault = what === 'flaky' ? (attempts === 1 ? 'error' : undefined) : what;
  const durationMs = fault === 'hang' ? timeoutMs : fault === 'refused' ? 2 : latencyOf(random);
  await clock.sleep(durationMs);
  // Nobody diagnoses an outage from what it writes later on.
  if ((fault === 'error' || fault === 'hang') && !run.alreadyDown)
    writes(check, stackOf(check, { fault, requestId: id.requestId, at: clock.now() }));
  const seen = {
    startedAt,
    durationMs,
    errorBarMs: 1,
    phases: { dns: 1, connect: 8, tls: 20, ttfb: durationMs },
    id,
    answeredIds: {},
  };
  switch (fault) {
    case 'hang':
      return {
        ...seen,
        failure: { kind: 'timeout', code: 'ETIMEDOUT', message: `no answer within ${timeoutMs} ms` },
      };
    case 'refused':
      return { ...seen, failure: { kind: 'connect', code: 'ECONNREFUSED', message: 'connection refused' } };
    case 'error':
      return {
        ...seen,
        status: 500,
        headers: { 'content-type': 'application/json' },
        body: { text: BODY, bytes: BODY.length, truncated: false },
      };
    case undefined:
      return { ...seen, status: 200 };
  }
};
