import { describe, expect, it } from 'vitest';

import { httpServer } from '../../support/http-server.ts';
import { probeTarget } from '../../support/probe-target.ts';

describe('the runtime API of a function', () => {
  it('is out of reach of every check that the function probes', async () => {
    await using server = await httpServer();
    process.env['AWS_LAMBDA_RUNTIME_API'] = `127.0.0.1:${server.port}`;
    // Lambda sets it before the first module is loaded.
    const { http } = await import('../../../lib/probers/http.ts');
    const seen = await probeTarget(http, { url: server.url });
    expect(seen.failure).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(seen.failure?.message).toContain("the Lambda runtime's own API");
    expect(server.connections()).toBe(0);
  });
});
