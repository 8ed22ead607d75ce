import type { Results } from '../core/config/config.ts';
import type { ResultSink } from '../core/ports.ts';
import type { Attempt, ProbeResult } from '../core/probe/result.ts';

/** Results as structured lines in the function's log, by the config's choice; a body is never among them. */
export const resultLog = (keptNow: () => Promise<Results>, log: (line: string) => void): ResultSink => ({
  record: async (results) => {
    const kept = await keptNow();
    for (const result of results.filter((each) => isKept(each, kept))) log(resultLine(result));
  },
});

const isKept = ({ verdict }: ProbeResult, kept: Results): boolean =>
  kept === 'all' || (kept === 'failures' && verdict !== 'up');

/** The line of a result: one JSON object. */
export const resultLine = (result: ProbeResult): string => JSON.stringify(lineOf(result));

const lineOf = ({ checkName, location, tick, verdict, stopped, attempts }: ProbeResult) => ({
  level: 'INFO',
  type: 'ProbeResult',
  checkName,
  location,
  tick,
  verdict,
  ...(stopped && { stopped }),
  attempts: attempts.map(attemptOf),
});

const attemptOf = ({ number, backoffMs, outcome, failure, assertions, observation }: Attempt) => ({
  number,
  outcome,
  backoffMs,
  startedAt: observation.startedAt,
  durationMs: Math.round(observation.durationMs),
  requestId: observation.id.requestId,
  ...(observation.status !== undefined && { status: observation.status }),
  ...(observation.unverified !== undefined && { unverified: observation.unverified }),
  ...(failure && { failure }),
  failedAssertions: assertions.filter(({ passed }) => !passed).map(({ text }) => text),
});
