import { applyChange } from '../../core/incident/apply-change.ts';
import type { IncidentChange } from '../../core/incident/change.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { dueAmong, finishStep, owedBy, takeStep } from '../../core/incident/step-lease.ts';
import type { StateStore } from '../../core/ports.ts';
import { checkStateRows } from './check-state-rows.ts';
import type { Database } from './database.ts';
import { fingerprintRows } from './fingerprint-rows.ts';
import { incidentRows } from './incident-rows.ts';
import { stormRows } from './storm-rows.ts';

/** The state store in SQLite. Several processes may share the file. */
export const sqliteStateStore = (database: Database): StateStore => {
  const states = checkStateRows(database);
  const incidents = incidentRows(database);
  const fingerprints = fingerprintRows(database);
  const storms = stormRows(database);

  /** Writes what `change` makes of the incident; undefined leaves it as it is, and the answer is false. */
  const update = (id: string, change: (incident: Incident) => Incident | undefined): boolean =>
    database.write(() => {
      const before = incidents.get(id);
      const after = before && change(before);
      if (after) incidents.put(after);
      return after !== undefined;
    });

  return {
    unhealthy: async (range) => database.read(() => states.within(range)),
    hanging: async (range) =>
      database.read(() => states.within(range).filter(({ lane }) => lane !== undefined)),
    state: async (checkName) => database.read(() => states.get(checkName)),
    commit: async ({ checkName, expectedVersion, state, incident }) =>
      database.write(() => {
        if (states.version(checkName) !== expectedVersion) return 'stale';
        states.put(checkName, state);
        if (incident) incidents.put(applyChange(incidents.get(idOf(incident)), incident));
        return 'committed';
      }),
    incident: async (id) => database.read(() => incidents.get(id)),
    incidents: async ({ status, limit }) => database.read(() => incidents.list(status, limit)),
    // Each incident found has a step that is due, so `limit` of them hold the oldest `limit` steps.
    dueSteps: async (now, limit) =>
      database.read(() => dueAmong(incidents.due(now, limit).flatMap(owedBy), now, limit)),
    takeStep: async (incidentId, stepId, now, leasedUntil) =>
      update(incidentId, (incident) => takeStep(incident, stepId, { now, leasedUntil })),
    finishStep: async (incidentId, held, outcome) =>
      update(incidentId, (incident) => finishStep(incident, held, outcome)),
    recur: async (...seen) => database.write(() => fingerprints.recur(...seen)),
    claims: async (keys) => database.read(() => keys.flatMap((key) => storms.claim(key) ?? [])),
    claim: async (wanted, seen) => database.write(() => storms.replaceClaim(wanted, seen)),
    stormOf: async (incidentId) => database.read(() => storms.count(incidentId)),
  };
};

const idOf = (change: IncidentChange): string =>
  change.kind === 'opened' ? change.incident.id : change.incidentId;
