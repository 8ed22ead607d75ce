import { byUrgency } from '../core/diagnosis/by-urgency.ts';
import { diagnoseIncident, type DiagnosePorts } from '../core/diagnosis/diagnose-incident.ts';
import type { Milliseconds } from '../core/time.ts';
import type { MessagePorts } from './work-message.ts';

/** Looks at once: each may hold ten megabytes of logs, and what is made of them. */
const LOOKS_AT_ONCE = 4;

/** Nobody waits three minutes for a diagnosis but behind many others. */
const SHALLOW_AFTER_MS: Milliseconds = 180_000;

/** Diagnoses incidents from logs, the most urgent first; what waited long behind many others, from logs alone. */
export const diagnosingWith = (ports: Omit<DiagnosePorts, 'signal'>): MessagePorts['diagnose'] => {
  const inTurn = byUrgency(LOOKS_AT_ONCE);
  return (incident, check, signal) =>
    diagnoseIncident(incident, check, { ...ports, signal, inTurn, shallowAfterMs: SHALLOW_AFTER_MS });
};
