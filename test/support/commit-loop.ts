import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { checkState, incident } from './incident.ts';

/** Opens incidents without end until it is killed, a process of its own: `node commit-loop.ts <database>`. */
const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: node commit-loop.ts <database>');
const { state: store } = openLocalStore(path);
for (let n = 0; ; n++) {
  const checkName = `check-${n}`;
  await store.commit({
    checkName,
    expectedVersion: 0,
    state: checkState({ checkName, incidentId: `incident-${n}` }),
    incident: { kind: 'opened', incident: incident({ id: `incident-${n}`, checkName }) },
  });
  if (n === 20) process.stdout.write('under way\n');
}
