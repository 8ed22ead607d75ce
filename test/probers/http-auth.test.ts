import { describe, expect, it, vi } from 'vitest';

import { http } from '../../lib/probers/http.ts';
import { steps } from '../../lib/probers/steps.ts';
import { httpServer } from '../support/http-server.ts';
import { probeTarget } from '../support/probe-target.ts';

/** A token endpoint that gives out `t1`, `t2`, …, and keeps what it was asked. */
const tokenServer = async (
  answer: (n: number) => object = (n) => ({ access_token: `t${n}`, expires_in: 3_600 }),
  status = 200,
) => {
  const asked: string[] = [];
  const server = await httpServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(`${request.headers.authorization ?? '-'} ${body}`);
      response.writeHead(status).end(JSON.stringify(answer(asked.length)));
    });
  });
  return { ...server, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
};

const client = (tokenUrl: string, rest: object = {}) => ({
  oauth2: { tokenUrl, clientId: 'me', clientSecret: 's:1', ...rest },
});

describe('http with OAuth 2 client credentials', () => {
  it('gets a token once, and sends it until it ends', async () => {
    await using tokens = await tokenServer();
    await using server = await httpServer();
    const target = {
      url: server.url,
      auth: client(tokens.url, { scope: 'read', audience: 'api', resource: 'urn:x' }),
    };
    for (let n = 0; n < 3; n++) await probeTarget(http, target);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer t1',
      'Bearer t1',
      'Bearer t1',
    ]);
    expect(tokens.asked).toEqual([
      'Basic bWU6cyUzQTE= grant_type=client_credentials&scope=read&audience=api&resource=urn%3Ax',
    ]);
  });

  it('says who it is in the body when told to', async () => {
    await using tokens = await tokenServer();
    await using server = await httpServer();
    await probeTarget(http, { url: server.url, auth: client(tokens.url, { clientAuth: 'body' }) });
    expect(tokens.asked).toEqual(['- grant_type=client_credentials&client_id=me&client_secret=s%3A1']);
  });

  it('gets it through the proxy of the check', async () => {
    await using tokens = await tokenServer();
    await using server = await httpServer();
    const through: string[] = [];
    await using proxy = await httpServer((request, response) => {
      through.push(`${request.method} ${request.url}`);
      const to = request.url?.startsWith(tokens.url) ? '{"access_token":"through"}' : '';
      response.end(to);
    });
    const target = { url: `${server.url}/x`, proxy: proxy.url, auth: client(`${tokens.url}/token`) };
    expect((await probeTarget(http, target)).status).toBe(200);
    expect(through).toEqual([`POST ${tokens.url}/token`, `GET ${server.url}/x`]);
    expect(tokens.asked).toEqual([]);
  });

  it('does not use a token that is about to end', async () => {
    await using tokens = await tokenServer((n) => ({ access_token: `t${n}`, expires_in: 59 }));
    await using server = await httpServer();
    const target = { url: server.url, auth: client(tokens.url) };
    for (let n = 0; n < 2; n++) await probeTarget(http, target);
    expect(tokens.asked).toHaveLength(2);
  });

  it('gets another one when the target refuses it, once', async () => {
    await using tokens = await tokenServer();
    await using server = await httpServer((request, response) => {
      response.writeHead(request.headers.authorization === 'Bearer t2' ? 200 : 401).end();
    });
    expect((await probeTarget(http, { url: server.url, auth: client(tokens.url) })).status).toBe(200);
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    [400, { error: 'invalid_client' }, 'token endpoint: status 400, invalid_client'],
    [200, { token: 'x' }, 'token endpoint: status 200'],
  ])('says that the endpoint refused with %d', async (status, answer, message) => {
    await using tokens = await tokenServer(() => answer, status);
    const seen = await probeTarget(http, { url: 'http://127.0.0.1:1/', auth: client(tokens.url) });
    expect(seen.failure?.message).toContain(message);
  });

  it('does not remember a refusal', async () => {
    let refuse = true;
    await using tokens = await tokenServer((n) => (refuse ? {} : { access_token: `t${n}` }));
    await using server = await httpServer();
    const target = { url: server.url, auth: client(tokens.url) };
    expect((await probeTarget(http, target)).failure?.kind).toBe('prober');
    refuse = false;
    expect((await probeTarget(http, target)).status).toBe(200);
  });
});

describe('http with secrets', () => {
  it('reads a secret anew when the target answers 401, and sends once more if it is another', async () => {
    await using server = await httpServer((request, response) => {
      response.writeHead(request.headers['x-token'] === 'new' ? 200 : 401).end();
    });
    const fill = async (_text: string, options?: { readonly fresh?: boolean }) =>
      options?.fresh ? 'new' : 'old';
    const target = { url: server.url, headers: { 'X-Token': '${secret:api}' } };
    expect((await probeTarget(http, target, { fill })).status).toBe(200);
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    { what: 'the URL', target: (url: string) => ({ url: `${url}?key=\${secret:api}` }) },
    { what: 'the body', target: (url: string) => ({ url, method: 'POST', body: '${secret:api}' }) },
  ])('reads a secret in $what anew', async ({ target }) => {
    await using server = await httpServer((request, response) => {
      let text = request.url ?? '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => response.writeHead(text.includes('new') ? 200 : 401).end());
    });
    const fill = async (text: string, options?: { readonly fresh?: boolean }) =>
      text.replace('${secret:api}', options?.fresh ? 'new' : 'old');
    expect((await probeTarget(http, target(server.url), { fill })).status).toBe(200);
  });

  it('reads a secret anew in a step of a chain', async () => {
    await using server = await httpServer((request, response) => {
      response.writeHead(request.headers['x-token'] === 'new' ? 200 : 401).end();
    });
    const fill = async (text: string, options?: { readonly fresh?: boolean }) =>
      text.replace('${secret:api}', options?.fresh ? 'new' : 'old');
    const step = { name: 'one', url: server.url, headers: { 'X-Token': '${secret:api}' } };
    const seen = await probeTarget(steps, { steps: [step] }, { fill });
    expect(seen).not.toHaveProperty('failure');
    expect(server.requests).toHaveLength(2);
  });

  it('lets a 401 stand when the secret is the same, or when there is none', async () => {
    await using server = await httpServer(401);
    const fill = async () => 'same';
    await probeTarget(http, { url: server.url, headers: { 'X-Token': '${secret:api}' } }, { fill });
    await probeTarget(http, { url: server.url });
    expect(server.requests).toHaveLength(2);
  });

  it('blames itself when a secret cannot be read, and does not show it', async () => {
    const fill = async () => {
      throw new Error('secret api does not exist');
    };
    const seen = await probeTarget(
      http,
      { url: 'http://127.0.0.1:1/', headers: { 'X-Token': '${secret:api}' } },
      { fill },
    );
    expect(seen.failure).toMatchObject({
      kind: 'prober',
      message: 'request cannot be made: secret api does not exist',
    });
  });
});

describe('http with SigV4', () => {
  it("signs with the check's own keys", async () => {
    await using server = await httpServer();
    const sigv4 = {
      service: 'execute-api',
      region: 'eu-west-1',
      accessKeyId: 'AKID',
      secretAccessKey: '${secret:k}',
    };
    await probeTarget(http, { url: server.url, auth: { sigv4 } }, { fill: async () => 'key' });
    expect(server.requests[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=host;x-amz-date, Signature=[\da-f]{64}$/,
    );
  });

  it('signs as a role, whatever is in the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'OWN');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'key');
    await using server = await httpServer();
    const roleArn = 'arn:aws:iam::123456789012:role/prober';
    const asked: unknown[] = [];
    const awsCredentials = async (wanted: object) => {
      asked.push(wanted);
      return { accessKeyId: 'ROLE', secretAccessKey: 'key', sessionToken: 'session' };
    };
    const sigv4 = { service: 'lambda', region: 'eu-west-1', roleArn };
    await probeTarget(http, { url: server.url, auth: { sigv4 } }, { awsCredentials });
    vi.unstubAllEnvs();
    expect(asked).toEqual([{ roleArn, region: 'eu-west-1' }]);
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: expect.stringContaining('Credential=ROLE/'),
      'x-amz-security-token': 'session',
    });
  });

  it('says that there are no keys', async () => {
    const { AWS_ACCESS_KEY_ID: kept } = process.env;
    delete process.env['AWS_ACCESS_KEY_ID'];
    const sigv4 = { service: 'lambda', region: 'eu-west-1' };
    const seen = await probeTarget(http, { url: 'http://127.0.0.1:1/', auth: { sigv4 } });
    if (kept !== undefined) process.env['AWS_ACCESS_KEY_ID'] = kept;
    expect(seen.failure).toMatchObject({
      kind: 'prober',
      message: expect.stringContaining('no AWS credentials'),
    });
  });
});
