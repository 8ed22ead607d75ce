import { expect, it } from 'vitest';

import { http } from '../../lib/probers/http.ts';
import { dnsServer, type DnsZone } from '../support/dns-server.ts';
import { httpServer } from '../support/http-server.ts';
import { probeTarget } from '../support/probe-target.ts';

it('resolves healthy names at once beside names whose servers are silent', async () => {
  const dead = Array.from({ length: 8 }, (_, n) => `dead-${n}.example`);
  const zone: DnsZone = {
    'A good.example': ['127.0.0.1'],
    ...Object.fromEntries(dead.map((name) => [`A ${name}`, 'silence'])),
  };
  await using server = await httpServer();
  await using dns = await dnsServer(zone);
  const resolver = dns.address;
  const hanging = dead.map((name) =>
    probeTarget(http, { url: `http://${name}/`, resolver }, { timeoutMs: 3_000 }),
  );
  const times: number[] = [];
  for (let n = 0; n < 100; n++) {
    const seen = await probeTarget(http, { url: `http://good.example:${server.port}/`, resolver });
    expect(seen.status).toBe(200);
    times.push(seen.phases.dns ?? Infinity);
  }
  // Four threads of `lookup`, each waiting 5 s for a dead name, would make these wait as long.
  expect(times.sort((a, b) => a - b)[98]).toBeLessThan(100);
  expect((await Promise.all(hanging)).every(({ failure }) => failure?.kind === 'timeout')).toBe(true);
});
