import type { Check } from '../check.ts';
import type { Certificate, Observation, Phase } from '../probe/observation.ts';
import type { ProbeResult } from '../probe/result.ts';
import { speaksTls } from '../probe/speaks-tls.ts';
import type { Milliseconds } from '../time.ts';

/** A result as the check gives it when it is well, or down at its first attempt: what its metrics and its line are made of. */
export const sampleResult = (check: Check, verdict: 'up' | 'down', latencyMs: Milliseconds): ProbeResult => ({
  checkName: check.name,
  location: 'home',
  tick: 0,
  startedAt: 0,
  endedAt: latencyMs,
  verdict,
  attempts: [
    {
      number: 1,
      backoffMs: 0,
      assertions: [],
      outcome: verdict === 'up' ? 'passed' : 'failed',
      observation: observationOf(check, verdict, latencyMs),
      ...(verdict === 'down' && { failure: { kind: 'status', message: 'status (500) == 2xx' } }),
    },
  ],
  ...(verdict === 'down' && { stopped: 'already-down' }),
});

const observationOf = (check: Check, verdict: 'up' | 'down', latencyMs: Milliseconds): Observation => ({
  startedAt: 0,
  durationMs: latencyMs,
  errorBarMs: 0,
  phases: Object.fromEntries(phasesOf(check).map((phase) => [phase, latencyMs / 5])),
  id: { requestId: 'x'.repeat(32), traceparent: '', amznTraceId: '' },
  answeredIds: {},
  ...(speaksHttp(check) && { status: verdict === 'up' ? 200 : 500 }),
  ...(speaksTls(check) && { certificate: CERTIFICATE }),
});

const speaksHttp = ({ type }: Check): boolean => type === 'http' || type === 'steps';

const phasesOf = (check: Check): readonly Phase[] => [
  'dns',
  'connect',
  ...(speaksTls(check) ? (['tls'] as const) : []),
  ...(speaksHttp(check) ? (['ttfb', 'transfer'] as const) : []),
];

const CERTIFICATE: Certificate = {
  subject: '',
  issuer: '',
  names: [],
  validFrom: 0,
  validTo: 90 * 86_400_000,
  fingerprint256: '',
  tlsVersion: 'TLSv1.3',
};
