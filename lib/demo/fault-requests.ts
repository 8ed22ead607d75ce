import type { IncomingMessage, ServerResponse } from 'node:http';

import { FAULTS, isFaultName, type FaultName } from './faults.ts';
import type { FaultSwitches } from './fault-switches.ts';

const PATH = '/__faults';

/**
 * Answers the requests that switch faults: `PUT /__faults/<name>`, `DELETE /__faults/<name>`, `GET /__faults`; false for
 * every other request. The shop listens on loopback alone, so nobody else can ask.
 */
export const faultRequests = (switches: FaultSwitches) => {
  const active = new Set<FaultName>();
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const [, prefix, name = ''] = (request.url ?? '').split('/');
    if (`/${prefix ?? ''}` !== PATH) return false;
    void handle(request.method ?? '', name, { switches, active }).then(
      (status) => respond(response, status, { active: [...active] }),
      (error: unknown) => respond(response, 500, { error: String(error) }),
    );
    return true;
  };
};

const handle = async (
  method: string,
  name: string,
  { switches, active }: { readonly switches: FaultSwitches; readonly active: Set<FaultName> },
): Promise<number> => {
  if (method === 'GET' && name === '') return 200;
  if (!isFaultName(name)) return 404;
  if (method !== 'PUT' && method !== 'DELETE') return 405;
  await switches[name](method === 'PUT');
  if (method === 'PUT') active.add(name);
  else active.delete(name);
  return 200;
};

const respond = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...body, faults: FAULTS }));
};
