import { request } from 'node:http';

import { describe, expect, it, onTestFinished } from 'vitest';

import type { Check } from '../../../lib/core/check.ts';
import { openLocalStore, type LocalStore } from '../../../lib/local/sqlite/local-store.ts';
import { startWebPage } from '../../../lib/local/web/server.ts';
import { systemClock } from '../../../lib/system/clock.ts';
import { describeBeatStore } from '../../conformance/beat-store.ts';
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

const heartbeatsOf = (store: LocalStore, checks: readonly Check[] = []) => ({
  checks,
  beats: store.beats,
  clock: systemClock,
  secrets: { resolve: async (reference: string) => `value of ${reference}` },
});

const open = (store: LocalStore, checks: readonly Check[] = []) =>
  startWebPage({ checks, store, clock: systemClock, port: 0, heartbeats: heartbeatsOf(store, checks) });

describe('the page', () => {
  it('shows open incidents first, and escapes what came from outside', async () => {
    using store = openLocalStore(':memory:');
    await store.state.commit(opened(EVIL));
    await using page = await open(store);
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
    await using page = await open(store);
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
    await using page = await open(store);
    expect((await get(`${page.url}${path}`, headers, method)).status).toBe(status);
  });
});

describe('heartbeats', () => {
  const nightly = {
    name: 'nightly job',
    type: 'heartbeat',
    target: { period: 60_000, grace: 0 },
  } as unknown as Check;
  const guarded = { ...nightly, name: 'guarded', target: { token: '${secret:job}' } };

  it.each([
    { title: 'a run', method: 'POST', path: 'nightly%20job', beat: { kind: 'success' } },
    {
      title: 'a run of a job that can only fetch',
      method: 'GET',
      path: 'nightly%20job',
      beat: { kind: 'success' },
    },
    { title: 'a failure', method: 'POST', path: 'nightly%20job/fail', beat: { kind: 'failure' } },
    {
      title: 'an exit code',
      method: 'POST',
      path: 'nightly%20job/2',
      beat: { kind: 'failure', exitCode: 2 },
    },
    { title: 'a start', method: 'POST', path: 'nightly%20job/start', beat: { kind: 'watched' } },
  ])('notes $title', async ({ method, path, beat }) => {
    using store = openLocalStore(':memory:');
    await using page = await open(store, [nightly]);
    expect((await get(`${page.url}/heartbeats/${path}`, {}, method)).status).toBe(202);
    expect(await store.beats.last('nightly job', 0)).toMatchObject(beat);
  });

  it.each([
    { title: 'a name that is not in the config', path: 'other', headers: {}, status: 404 },
    { title: 'an unknown ending', path: 'nightly%20job/oops', headers: {}, status: 404 },
    { title: 'a broken name', path: '%E0%A4%A', headers: {}, status: 404 },
    { title: 'no token where one is wanted', path: 'guarded', headers: {}, status: 401 },
    { title: 'a wrong token', path: 'guarded', headers: { authorization: 'Bearer nope' }, status: 401 },
  ])('refuses $title', async ({ path, headers, status }) => {
    using store = openLocalStore(':memory:');
    await using page = await open(store, [nightly, guarded]);
    expect((await get(`${page.url}/heartbeats/${path}`, headers, 'POST')).status).toBe(status);
    expect(await store.beats.last('nightly job', 0)).toMatchObject({ kind: 'watched' });
    expect(await store.beats.last('guarded', 0)).toMatchObject({ kind: 'watched' });
  });

  it('takes the right token', async () => {
    using store = openLocalStore(':memory:');
    await using page = await open(store, [guarded]);
    const headers = { authorization: 'Bearer value of secret:job' };
    expect((await get(`${page.url}/heartbeats/guarded`, headers, 'POST')).status).toBe(202);
  });
});

describeBeatStore('SQLite', () => {
  const store = openLocalStore(':memory:');
  onTestFinished(() => store.close());
  return store.beats;
});
