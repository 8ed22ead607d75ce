import { request } from 'node:http';

import { describe, expect, it } from 'vitest';

import { openLocalStore } from '../../../lib/local/sqlite/local-store.ts';
import { startWebPage } from '../../../lib/local/web/server.ts';
import { systemClock } from '../../../lib/system/clock.ts';
import { incident } from '../../support/incident.ts';

const EVIL = '<script>alert(1)</script>';

const opened = (checkName: string) => ({
  checkName,
  expectedVersion: 0,
  state: undefined,
  incident: { kind: 'opened' as const, incident: incident({ checkName, reason: `down ${EVIL}` }) },
});

const get = (url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  new Promise<{ status: number; body: string; csp: string }>((resolve, reject) => {
    request(url, { headers, method }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          csp: String(response.headers['content-security-policy']),
        }),
      );
    })
      .once('error', reject)
      .end();
  });

describe('the page', () => {
  it('shows open incidents first, and escapes what came from outside', async () => {
    using store = openLocalStore(':memory:');
    await store.state.commit(opened(EVIL));
    await using page = await startWebPage({ checks: [], store, clock: systemClock, port: 0 });
    const { status, body, csp } = await get(page.url);
    expect(status).toBe(200);
    expect(body).toContain('Open incidents');
    expect(body).not.toContain(EVIL);
    expect(body).toContain('&lt;script&gt;');
    expect(csp).toContain("default-src 'none'");
  });

  it('gives the same as JSON', async () => {
    using store = openLocalStore(':memory:');
    await store.state.commit(opened('orders'));
    await using page = await startWebPage({ checks: [], store, clock: systemClock, port: 0 });
    const { body } = await get(`${page.url}/api/status`);
    expect(JSON.parse(body)).toMatchObject({ open: [{ checkName: 'orders' }], past: [], checks: [] });
  });

  it.each([
    {
      title: 'another site’s name',
      path: '/',
      headers: { host: 'evil.example' },
      method: 'GET',
      status: 403,
    },
    { title: 'a path that is not there', path: '/secrets', headers: {}, method: 'GET', status: 404 },
    { title: 'anything but GET', path: '/', headers: {}, method: 'POST', status: 405 },
  ])('refuses $title', async ({ path, headers, method, status }) => {
    using store = openLocalStore(':memory:');
    await using page = await startWebPage({ checks: [], store, clock: systemClock, port: 0 });
    expect((await get(`${page.url}${path}`, headers, method)).status).toBe(status);
  });
});
