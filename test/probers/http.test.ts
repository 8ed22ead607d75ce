import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';

import { http } from '../../lib/probers/http.ts';
import { makeCertificate } from '../support/certificate.ts';
import { dnsServer } from '../support/dns-server.ts';
import { httpServer } from '../support/http-server.ts';
import { attemptContext, probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';

const DAY_MS = 86_400_000;
const authority = makeCertificate({ name: 'Test CA' });
const leaf = makeCertificate({ name: 'localhost', names: ['localhost', 'IP:127.0.0.1'], issuer: authority });

describe('http', () => {
  it('sees status, headers, body, address and every phase that happened', async () => {
    await using server = await httpServer((_request, response) => {
      response.writeHead(200, { 'X-Request-ID': 'abc', 'Set-Cookie': ['a=1', 'b=2'] }).end('{"db":"up"}');
    });
    const seen = await probeTarget(http, { url: `${server.url}/health?full=1` });
    expect(seen).toMatchObject({
      status: 200,
      protocol: 'HTTP/1.1',
      address: `127.0.0.1:${server.port}`,
      headers: { 'x-request-id': 'abc', 'set-cookie': 'a=1, b=2' },
      answeredIds: { 'x-request-id': 'abc' },
      body: { text: '{"db":"up"}', bytes: 11, truncated: false },
    });
    expect(seen).not.toHaveProperty('failure');
    expect(Object.keys(seen.phases)).toEqual(['connect', 'ttfb', 'transfer']);
    expect(server.requests[0]?.url).toBe('/health?full=1');
  });

  it('sends the identity of the attempt in three spellings', async () => {
    await using server = await httpServer();
    const context = attemptContext();
    await probeTarget(http, { url: server.url }, context);
    expect(server.requests[0]?.headers).toMatchObject({
      'x-request-id': context.id.requestId,
      traceparent: context.id.traceparent,
      'x-amzn-trace-id': context.id.amznTraceId,
    });
  });

  it.each([200, 204, 301, 404, 500, 503])('takes a %d for an answer, not for a failure', async (status) => {
    await using server = await httpServer(status);
    expect(await probeTarget(http, { url: server.url })).toMatchObject({ status });
  });

  it('opens a new connection for every attempt', async () => {
    await using server = await httpServer();
    for (let n = 0; n < 3; n++) await probeTarget(http, { url: server.url });
    expect(server.connections()).toBe(3);
  });

  it('leaves no connection behind', async () => {
    let closed = 0;
    await using server = await httpServer((request, response) => {
      request.socket.once('close', () => (closed += 1));
      response.end('x');
    });
    await probeTarget(http, { url: server.url });
    await expect.poll(() => closed).toBe(1);
  });

  it('times the phases by what really happened in them', async () => {
    await using server = await httpServer((_request, response) => {
      setTimeout(() => {
        response.write('a');
        setTimeout(() => response.end('b'), 80);
      }, 120);
    });
    const { phases, durationMs, errorBarMs } = await probeTarget(http, { url: server.url });
    expect(phases.ttfb).toBeGreaterThanOrEqual(118);
    expect(phases.ttfb).toBeLessThan(180);
    expect(phases.transfer).toBeGreaterThanOrEqual(78);
    expect(durationMs).toBeGreaterThanOrEqual(198);
    expect(errorBarMs).toBeGreaterThanOrEqual(0);
    expect(errorBarMs).toBeLessThan(100);
  });

  it.each([
    [{ method: 'POST', body: 'plain' }, 'plain', undefined],
    [{ method: 'PUT', body: { json: { a: [1] } } }, '{"a":[1]}', 'application/json'],
    [
      { method: 'POST', body: { form: { a: '1', b: 'x y' } } },
      'a=1&b=x+y',
      'application/x-www-form-urlencoded',
    ],
    [{ method: 'POST', body: { json: 1 }, headers: { 'content-type': 'text/plain' } }, '1', 'text/plain'],
    [{ method: 'DELETE' }, '', undefined],
    [{ method: 'POST' }, '', undefined],
  ])('sends %j', async (written, body, contentType) => {
    let received = '';
    await using server = await httpServer((request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.toString()));
      request.on('end', () => response.end());
    });
    const seen = await probeTarget(http, { url: server.url, ...written });
    expect(seen.status).toBe(200);
    expect(received).toBe(body);
    expect(server.requests[0]?.method).toBe(written.method);
    expect(server.requests[0]?.headers['content-type']).toBe(contentType);
  });

  it('has no body for HEAD', async () => {
    await using server = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 1_000 }).end();
    });
    expect(await probeTarget(http, { url: server.url, method: 'HEAD' })).toMatchObject({
      status: 200,
      body: { bytes: 0 },
    });
  });

  it.each([
    [{ auth: { basic: { username: 'me', password: 'p:w' } } }, 'authorization', 'Basic bWU6cDp3'],
    [{ auth: { bearer: '${secret:api#token}' } }, 'authorization', 'Bearer filled'],
    [{ auth: { apiKey: { value: 'k' } } }, 'x-api-key', 'k'],
    [{ auth: { apiKey: { header: 'X-Key', value: 'k' } } }, 'x-key', 'k'],
    [{ headers: { 'User-Agent': 'mine', Host: 'virtual.example' } }, 'host', 'virtual.example'],
    [{ headers: { 'X-Request-ID': 'own' } }, 'x-request-id', 'own'],
    [{ headers: { 'X-Token': 'a ${ssm:/x}' } }, 'x-token', 'a filled'],
  ])('sends the headers of %j', async (written, name, value) => {
    await using server = await httpServer();
    await probeTarget(
      http,
      { url: server.url, ...written },
      { fill: async (text) => text.replace(/\$\{.*\}/, 'filled') },
    );
    expect(server.requests[0]?.headers[name]).toBe(value);
  });

  it('takes the user of a URL for basic authentication', async () => {
    await using server = await httpServer();
    await probeTarget(http, { url: server.url.replace('//', '//me:p%40w@') });
    expect(server.requests[0]?.headers.authorization).toBe('Basic bWU6cEB3');
  });

  it('shows no secret when it describes its target', () => {
    const target = { method: 'GET', url: 'https://me:pw@api.example.com/?key=${secret:a#b}' };
    expect(http.describe(target)).toBe('GET https://***@api.example.com/?key=***');
  });

  it.each([
    ['GET', true],
    ['PUT', true],
    ['DELETE', true],
    ['POST', false],
    ['PATCH', false],
  ])('knows whether %s may be repeated', (method, expected) => {
    expect(http.idempotent({ method })).toBe(expected);
  });
});

describe('http over TLS', () => {
  it('sees the certificate and the handshake', async () => {
    await using server = await httpServer(200, { tls: leaf });
    const seen = await probeTarget(http, { url: server.url, tls: { ca: authority.cert } });
    expect(seen).not.toHaveProperty('failure');
    expect(Object.keys(seen.phases)).toEqual(['connect', 'tls', 'ttfb', 'transfer']);
    expect(seen.certificate).toMatchObject({
      subject: 'localhost',
      issuer: 'Test CA',
      names: ['localhost', '127.0.0.1'],
      tlsVersion: 'TLSv1.3',
    });
    expect((seen.certificate?.validTo ?? 0) - Date.now()).toBeGreaterThan(89 * DAY_MS);
  });

  it('shakes hands once for each attempt, and resumes none', async () => {
    let resumed = 0;
    await using server = await httpServer(
      (request, response) => {
        if ((request.socket as TLSSocket).isSessionReused()) resumed += 1;
        response.end();
      },
      { tls: leaf },
    );
    for (let n = 0; n < 3; n++) await probeTarget(http, { url: server.url, tls: { ca: authority.cert } });
    expect([server.connections(), resumed]).toEqual([3, 0]);
  });

  const expired = makeCertificate({
    name: 'localhost',
    names: ['IP:127.0.0.1'],
    issuer: authority,
    validFrom: new Date(Date.now() - 10 * DAY_MS),
    validTo: new Date(Date.now() - DAY_MS),
  });
  const otherName = makeCertificate({ name: 'other', names: ['other.example'], issuer: authority });

  it.each([
    ['has expired', expired, authority.cert, 'CERT_HAS_EXPIRED', /expired/],
    ['is for another name', otherName, authority.cert, 'ERR_TLS_CERT_ALTNAME_INVALID', /127\.0\.0\.1/],
    ['comes from an unknown authority', leaf, undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /verify/],
  ])('refuses a certificate that %s, and shows it', async (...[, tls, ca, code, message]) => {
    await using server = await httpServer(200, { tls });
    const seen = await probeTarget(http, { url: server.url, ...(ca && { tls: { ca } }) });
    expect(seen.failure).toMatchObject({ kind: 'tls', code, phase: 'tls' });
    expect(seen.failure?.message).toMatch(message);
    expect(seen.certificate?.subject).toBe(tls.name);
    expect(server.requests).toHaveLength(0);
  });

  it('goes on with a refused certificate only when it is told to', async () => {
    await using server = await httpServer(200, { tls: expired });
    expect(await probeTarget(http, { url: server.url, tls: { insecure: true } })).toMatchObject({
      status: 200,
    });
  });

  it('verifies the name that it was told to ask for', async () => {
    await using server = await httpServer(200, { tls: otherName });
    const tls = { ca: authority.cert, serverName: 'other.example' };
    expect(await probeTarget(http, { url: server.url, tls })).toMatchObject({ status: 200 });
  });

  it('shows its own certificate when the server asks for one', async () => {
    const client = makeCertificate({ name: 'prober', issuer: authority });
    const tls = { ...leaf, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
    await using server = await httpServer(200, { tls });
    const mine = { ca: authority.cert, cert: client.cert, key: '${secret:mtls#key}' };
    const fill = async (text: string) => text.replace('${secret:mtls#key}', client.key);
    expect(await probeTarget(http, { url: server.url, tls: mine }, { fill })).toMatchObject({ status: 200 });
    const without = await probeTarget(http, { url: server.url, tls: { ca: authority.cert } });
    expect(without.failure?.kind).toMatch(/tls|reset|protocol/);
  });

  it('says so when what answers does not speak TLS', async () => {
    await using server = await httpServer();
    const seen = await probeTarget(http, { url: server.url.replace('http:', 'https:') });
    expect(seen.failure).toMatchObject({
      kind: 'tls',
      message: expect.stringContaining('does not speak TLS'),
    });
  });

  it('blames itself for a key that is none', async () => {
    await using server = await httpServer(200, { tls: leaf });
    const tls = { cert: leaf.cert, key: '-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----' };
    expect((await probeTarget(http, { url: server.url, tls })).failure?.kind).toBe('prober');
  });
});

describe('http and names', () => {
  it('asks the resolver of the check', async () => {
    await using server = await httpServer();
    await using dns = await dnsServer({ 'A shop.example': ['127.0.0.1'] });
    const seen = await probeTarget(http, {
      url: `http://shop.example:${server.port}/`,
      resolver: dns.address,
    });
    expect(seen).toMatchObject({ status: 200, address: `127.0.0.1:${server.port}` });
    expect(Object.keys(seen.phases)).toEqual(['dns', 'connect', 'ttfb', 'transfer']);
    expect(server.requests[0]?.headers.host).toBe(`shop.example:${server.port}`);
    expect(dns.queries).toEqual(['A shop.example']);
  });

  it.each([
    ['gone.example', {}, 'ENOTFOUND', 'name does not exist (NXDOMAIN)'],
    ['shop.example', { 'A shop.example': 'SERVFAIL' }, 'ESERVFAIL', 'name server failed (SERVFAIL)'],
    ['shop.example', { 'MX shop.example': ['5 a'] }, 'ENODATA', 'name has no such record (NODATA)'],
  ] as const)('takes %s in the zone %j for a dns failure', async (name, zone, code, message) => {
    await using dns = await dnsServer(zone);
    const seen = await probeTarget(http, { url: `http://${name}/`, resolver: dns.address });
    expect(seen.failure).toEqual({ kind: 'dns', code, message, phase: 'dns' });
  });

  it('ends in time when the name server is silent', async () => {
    await using dns = await dnsServer({ 'A shop.example': 'silence' });
    const target = { url: 'http://shop.example/', resolver: dns.address };
    const seen = await probeTarget(http, target, { timeoutMs: 100 });
    expect(seen.failure).toMatchObject({ kind: 'timeout', phase: 'dns' });
    expect(seen.durationMs).toBeLessThan(400);
  });

  it('takes the kind of address that is wanted', async () => {
    await using server = await httpServer(200, { host: '::1' });
    await using dns = await dnsServer({ 'A shop.example': ['127.0.0.1'], 'AAAA shop.example': ['::1'] });
    const target = { url: `http://shop.example:${server.port}/`, resolver: dns.address, ipVersion: 6 };
    expect(await probeTarget(http, target)).toMatchObject({ status: 200, address: `[::1]:${server.port}` });
    expect(dns.queries).toEqual(['AAAA shop.example']);
  });

  it('falls back to IPv6 when there is no IPv4', async () => {
    await using server = await httpServer(200, { host: '::1' });
    await using dns = await dnsServer({ 'AAAA shop.example': ['::1'] });
    const target = { url: `http://shop.example:${server.port}/`, resolver: dns.address };
    expect((await probeTarget(http, target)).status).toBe(200);
  });

  it('resolves localhost without asking anybody', async () => {
    await using server = await httpServer();
    expect((await probeTarget(http, { url: `http://localhost:${server.port}/` })).status).toBe(200);
  });
});

describe('http and redirects', () => {
  it('follows them and says where they led', async () => {
    await using server = await httpServer((request, response) => {
      if (request.url === '/a') response.writeHead(302, { Location: '/b' }).end();
      else response.end('there');
    });
    const seen = await probeTarget(http, { url: `${server.url}/a` });
    expect(seen).toMatchObject({ status: 200, redirects: [`${server.url}/b`], body: { text: 'there' } });
  });

  it('stays where it is when told to, and still says where the redirect leads', async () => {
    await using server = await httpServer((_request, response) => {
      response.writeHead(301, { Location: 'https://elsewhere.example/' }).end();
    });
    const seen = await probeTarget(http, { url: server.url, followRedirects: false });
    expect(seen).toMatchObject({ status: 301, redirects: ['https://elsewhere.example/'] });
  });

  it('takes a loop for a failure', async () => {
    await using server = await httpServer((_request, response) => {
      response.writeHead(302, { Location: '/' }).end();
    });
    const seen = await probeTarget(http, { url: server.url, maxRedirects: 3 });
    expect(seen.failure).toMatchObject({ kind: 'protocol', code: 'TOO_MANY_REDIRECTS' });
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', 'data'],
    [308, 'PUT', 'PUT', 'data'],
    [302, 'PUT', 'PUT', 'data'],
  ])('after %d turns %s into %s', async (status, method, then, body) => {
    let received = '';
    await using server = await httpServer((request, response) => {
      if (request.url === '/') return void response.writeHead(status, { Location: '/then' }).end();
      request.on('data', (chunk: Buffer) => (received += chunk.toString()));
      request.on('end', () => response.end());
    });
    await probeTarget(http, { url: `${server.url}/`, method, body: 'data' });
    expect([server.requests[1]?.method, received]).toEqual([then, body]);
  });

  it('takes no credentials to another origin', async () => {
    await using other = await httpServer();
    await using server = await httpServer((_request, response) => {
      response.writeHead(302, { Location: other.url }).end();
    });
    await probeTarget(http, {
      url: server.url,
      auth: { apiKey: { header: 'X-Odd-Key', value: 'k' } },
      headers: {
        Authorization: 'Bearer t',
        Cookie: 'a=1',
        'X-Secret': '${secret:x}',
        'X-Token': 'literal',
        Accept: 'text/x',
      },
    });
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer t',
      'x-odd-key': 'k',
      cookie: 'a=1',
    });
    const { headers = {} } = other.requests[0] ?? {};
    expect(headers).toMatchObject({ accept: 'text/x', host: `127.0.0.1:${other.port}` });
    expect(headers['x-request-id']).toBe(server.requests[0]?.headers['x-request-id']);
    for (const name of ['authorization', 'x-odd-key', 'cookie', 'x-secret', 'x-token'])
      expect(headers).not.toHaveProperty(name);
  });
});

describe('http and its client certificate', () => {
  it('shows it to no other origin, nor the name that it wants to see there', async () => {
    const shown: string[] = [];
    const tls = { ...leaf, ca: authority.cert, requestCert: true, rejectUnauthorized: false };
    const look = (request: IncomingMessage): void => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      shown.push(String(subject?.CN));
    };
    await using other = await httpServer((request, response) => (look(request), response.end()), { tls });
    await using server = await httpServer(
      (request, response) => {
        look(request);
        response.writeHead(302, { Location: other.url }).end();
      },
      { tls },
    );
    const target = { url: server.url, tls: { ca: authority.cert, cert: leaf.cert, key: leaf.key } };
    expect((await probeTarget(http, target)).status).toBe(200);
    expect(shown).toEqual(['localhost', 'undefined']);
  });
});

describe('http and the secrets of a body', () => {
  it.each([
    {
      body: { form: { password: '${secret:login}' } },
      to: 'another origin',
      reached: 0,
      code: 'SECRETS_STAY',
    },
    { body: { form: { id: '${uuid}' } }, to: 'another origin', reached: 1, code: undefined },
    { body: { form: { password: '${secret:login}' } }, to: 'itself', reached: 1, code: undefined },
  ])('sends $body to $to $reached times after a 307', async ({ body, to, reached, code }) => {
    await using other = await httpServer();
    await using server = await httpServer((request, response) => {
      const location = to === 'itself' ? '/then' : other.url;
      response.writeHead(request.url === '/then' ? 200 : 307, { Location: location }).end();
    });
    const seen = await probeTarget(http, { url: server.url, method: 'POST', body });
    expect(seen.failure?.code).toBe(code);
    const after = to === 'itself' ? server.requests.slice(1) : other.requests;
    expect(after).toHaveLength(reached);
  });
});

describe('http and what it may reach', () => {
  it.each([
    '127.0.0.1',
    '[::1]',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '[::ffff:127.0.0.1]',
    '100.64.0.1',
    '0.0.0.0',
    '[fe80::1]',
    '[fd00::1]',
  ])('refuses %s to a public check', async (host) => {
    const seen = await probeTarget(http, { url: `http://${host}:9/` }, { reach: 'public' });
    expect(seen.failure).toMatchObject({ kind: 'connect', code: 'ADDRESS_REFUSED' });
  });

  it('refuses a public name that leads to a private address', async () => {
    await using dns = await dnsServer({ 'A rebind.example': ['127.0.0.1'] });
    await using server = await httpServer();
    const target = { url: `http://rebind.example:${server.port}/`, resolver: dns.address };
    expect((await probeTarget(http, target, { reach: 'public' })).failure?.code).toBe('ADDRESS_REFUSED');
    expect(server.connections()).toBe(0);
  });

  it.each(['169.254.169.254', '169.254.170.2'])(
    'refuses %s to every check, also after a redirect',
    async (host) => {
      await using server = await httpServer((_request, response) => {
        response.writeHead(302, { Location: `http://${host}/latest/meta-data/` }).end();
      });
      const seen = await probeTarget(http, { url: server.url });
      expect(seen.failure).toMatchObject({
        code: 'ADDRESS_REFUSED',
        message: expect.stringContaining('credentials'),
      });
    },
  );
});

describe('http and its end', () => {
  it('says that a port is closed', async () => {
    const { port } = await (async () => {
      await using gone = await tcpServer(() => undefined);
      return { port: gone.port };
    })();
    const seen = await probeTarget(http, { url: `http://127.0.0.1:${port}/` });
    expect(seen.failure).toMatchObject({ kind: 'connect', code: 'ECONNREFUSED', phase: 'connect' });
  });

  it('ends when its time is up', async () => {
    await using server = await httpServer(() => undefined);
    const seen = await probeTarget(http, { url: server.url }, { timeoutMs: 80 });
    expect(seen.failure).toMatchObject({ kind: 'timeout', code: 'TIMEOUT', phase: 'ttfb' });
    expect(seen.durationMs).toBeLessThan(400);
  });

  it('ends when the process stops, and blames nobody else', async () => {
    await using server = await httpServer(() => undefined);
    const stop = new AbortController();
    const probing = probeTarget(http, { url: server.url }, { signal: stop.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort();
    expect((await probing).failure).toMatchObject({ kind: 'prober', code: 'STOPPED' });
  });

  it('blames itself for a URL that is none once it is filled', async () => {
    const fill = async () => 'nonsense';
    const seen = await probeTarget(http, { url: '${secret:url}' }, { fill });
    expect(seen.failure).toMatchObject({ kind: 'prober', code: 'BAD_REQUEST' });
  });
});
