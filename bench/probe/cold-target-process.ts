/**
 * What a cold function meets: a target, an AWS that knows of no unhealthy check, and somebody to ask what came.
 * `node cold-target-process.ts <port>` takes three ports.
 */
import { createServer, type RequestListener } from 'node:http';

const base = Number(process.argv[2]);

const none = { reachedAt: NaN, probes: 0, metrics: 0 };

let seen = { ...none };

const target: RequestListener = (_request, response) => {
  // On the clock that all processes of the machine share, in ms.
  if (seen.probes === 0) seen.reachedAt = Number(process.hrtime.bigint()) / 1e6;
  seen.probes += 1;
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
};

const aws: RequestListener = (request, response) => {
  if (String(request.headers['x-amz-target']).endsWith('.PutMetricData')) seen.metrics += 1;
  request.resume();
  request.once('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end('{"Items":[],"Count":0,"ScannedCount":0}');
  });
};

/** What came since this was asked last. */
const told: RequestListener = (_request, response) => {
  response.end(JSON.stringify(seen));
  seen = { ...none };
};

for (const [at, listener] of [target, aws, told].entries())
  await new Promise<void>((resolve) => {
    createServer(listener).listen(base + at, '127.0.0.1', resolve);
  });
process.stdout.write('ready\n');
