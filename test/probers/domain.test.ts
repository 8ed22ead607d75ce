import { describe, expect, it } from 'vitest';

import { evaluate } from '../../lib/core/assertions/evaluate.ts';
import { domain } from '../../lib/probers/domain.ts';
import { firstCheckOf } from '../support/config-of.ts';
import { httpServer } from '../support/http-server.ts';
import { probeTarget } from '../support/probe-target.ts';

const RDAP = {
  objectClassName: 'domain',
  ldhName: 'EXAMPLE.COM',
  status: ['client transfer prohibited', 'active'],
  events: [
    { eventAction: 'registration', eventDate: '1995-08-14T04:00:00Z' },
    { eventAction: 'expiration', eventDate: '2027-08-13T04:00:00Z' },
  ],
  entities: [
    { roles: ['abuse'] },
    {
      roles: ['registrar'],
      vcardArray: [
        'vcard',
        [
          ['version', {}, 'text', '4.0'],
          ['fn', {}, 'text', 'Example Registrar Inc.'],
        ],
      ],
    },
  ],
};

/** A registry, and a server that redirects to it. */
const registry = async (answer: unknown, status = 200) => {
  const own = await httpServer((_request, response) => {
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
    response.writeHead(status, { 'Content-Type': 'application/rdap+json' }).end(body);
  });
  const bootstrap = await httpServer((request, response) => {
    response.writeHead(302, { Location: `${own.url}/v1${request.url}` }).end();
  });
  return {
    own,
    server: bootstrap.url,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([own, bootstrap].map((each) => each[Symbol.asyncDispose]()));
    },
  };
};

describe('domain', () => {
  it('follows the server to the registry, and reads what that says', async () => {
    await using at = await registry(RDAP);
    const seen = await probeTarget(domain, { domain: 'example.com', server: at.server });
    expect(seen).not.toHaveProperty('failure');
    expect(seen.values).toMatchObject({
      domainExpires: '2027-08-13T04:00:00.000Z',
      domainStatus: ['client transfer prohibited', 'active'],
      registrar: 'Example Registrar Inc.',
    });
    expect(at.own.requests[0]?.url).toBe('/v1/domain/example.com');
    expect(at.own.requests[0]?.headers.accept).toBe('application/rdap+json');
  });

  it.each([
    { what: 'nobody has', answer: { errorCode: 404 }, status: 404, code: 'NOT_REGISTERED', kind: 'status' },
    { what: 'it may not ask for', answer: {}, status: 429, code: '429', kind: 'status' },
    { what: 'it gets a page for', answer: '<html>', status: 200, code: 'BAD_RDAP', kind: 'protocol' },
    {
      what: 'it gets a host for',
      answer: { objectClassName: 'ip network' },
      status: 200,
      code: 'BAD_RDAP',
      kind: 'protocol',
    },
  ])('fails for a domain that $what', async ({ answer, status, code, kind }) => {
    await using at = await registry(answer, status);
    const seen = await probeTarget(domain, { domain: 'example.com', server: at.server });
    expect(seen.failure).toMatchObject({ kind, code });
  });

  it.each([
    {
      now: '2027-06-01T00:00:00Z',
      texts: ['ok domainExpiry (73.1 d) >= 30 d', 'ok domainExpiry (73.1 d) >= 7 d'],
    },
    {
      now: '2027-08-01T00:00:00Z',
      texts: ['no domainExpiry (12.1 d) >= 30 d', 'ok domainExpiry (12.1 d) >= 7 d'],
    },
  ])('warns in time: at $now', async ({ now, texts }) => {
    await using at = await registry(RDAP);
    const check = firstCheckOf(
      `checks: [{ name: a, type: domain, domain: example.com, server: "${at.server}", interval: 12h, expect: { domainExpiry: { degraded: 30d, down: 7d } } }]`,
    );
    const seen = await probeTarget(domain, { domain: 'example.com', server: at.server });
    const results = evaluate(check.assertions, seen, { now: Date.parse(now), redact: (text) => text });
    expect(results.map(({ passed, text }) => `${passed ? 'ok' : 'no'} ${text}`)).toEqual(texts);
  });

  it('does not ask a registry every minute', () => {
    expect(() => firstCheckOf('checks: [{ name: a, type: domain, domain: example.com }]')).toThrow(
      'whydown.yaml:1:10 checks[0].interval: expected at least 1h for a domain, got 1m',
    );
  });
});
