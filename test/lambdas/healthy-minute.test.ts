import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import { ENVIRONMENT } from '../../lib/aws/environment.ts';
import { PLAN_FOLDER, writePlan } from '../../lib/aws/plan-folder.ts';
import { bundle } from '../../lib/constructs/bundle/bundle.ts';
import { configOf } from '../support/config-of.ts';
import { httpServer } from '../support/http-server.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

/** Calls the handler as Lambda does, in time for the tick, and says which files of the bundle that read. */
const CALL = `
const { basename } = require('node:path');
const { handler } = require('./index.js');
const now = Date.now;
const shift = (now() % 60000) - 100;
Date.now = () => now() - shift;
const body = JSON.stringify({ range: { from: 0, to: 1 }, tick: Math.floor(Date.now() / 60000) * 60000 });
handler({ Records: [{ messageId: 'a', body }] }, { getRemainingTimeInMillis: () => 60000 }).then((answer) => {
  const read = Object.keys(require.cache).map((file) => basename(file)).filter((name) => name.endsWith('.js')).sort();
  process.stdout.write('\\n' + JSON.stringify({ answer, read }), () => process.exit(0));
});`;

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  await bundle({ entry: join(import.meta.dirname, '../../lambdas/probe/handler.ts'), folder: folder.path });
  writeFileSync(folder.file('call.cjs'), CALL);
  return () => folder[Symbol.asyncDispose]();
}, 60_000);

/** One tick of the bundled function against a target and an AWS on loopback, which knows of no unhealthy check. */
const minute = async (expectation: string) => {
  await using target = await httpServer((_request, response) => void response.end('{"db":["up"]}'));
  await using aws = await httpServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end('{"Items":[],"Count":0,"ScannedCount":0}');
  });
  const check = `{ name: shop, url: "${target.url}", reach: private, expect: ${expectation} }`;
  writePlan(folder.file(PLAN_FOLDER), configOf(`checks: [${check}]`, {}, { edge: 'aws' }));
  const env = {
    ...Object.fromEntries(Object.values(ENVIRONMENT).map((name) => [name, '{}'])),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: aws.url,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [folder.file('call.cjs')], { env });
  const { answer, read } = JSON.parse(stdout.split('\n').at(-1) ?? '') as { answer: unknown; read: string[] };
  // One call for each partition of the states.
  const called = [...new Set(aws.requests.map(({ headers }) => String(headers['x-amz-target'])))].sort();
  return { answer, read, called, probed: target.requests.length };
};

const PLAIN = ['index.js', 'lib.probers.transport.http.exchange-http1.js'];

describe('a cold start in a minute in which all is well', () => {
  it('reads of its bundle what is probed, and calls AWS for states and metrics', async () => {
    const { answer, read, called, probed } = await minute('{ status: 200 }');
    expect({ answer, probed }).toEqual({ answer: { batchItemFailures: [] }, probed: 1 });
    expect(read).toEqual(PLAIN);
    expect(called).toEqual(['DynamoDB_20120810.Query', 'GraniteServiceVersion20100801.PutMetricData']);
  });

  it.each([
    ['{ json: { "$.db[0]": up } }', 'json-p3.js'],
    ['{ body: { matches: "u[p]" } }', 're2js.js'],
  ])('reads what a check needs beyond that: %s', async (expectation, more) => {
    const { read, probed, called } = await minute(expectation);
    expect(read).toEqual([...PLAIN, more].sort());
    expect(probed).toBe(1);
    // A check that fails would write its state too.
    expect(called).toHaveLength(2);
  });
});
