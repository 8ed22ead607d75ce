/** Targets that answer at once, and an AWS that knows of no unhealthy check and takes everything. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';

const [certificate = '', key = ''] = process.argv.slice(2);

const answer: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"status":"ok"}');
};

const aws: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end('{"Items":[],"Count":0,"ScannedCount":0}');
};

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', 1_024, () => resolve((server.address() as AddressInfo).port)),
  );

const ports = {
  http: await listening(createServer(answer)),
  https: await listening(createSecure({ cert: readFileSync(certificate), key: readFileSync(key) }, answer)),
  aws: await listening(createServer(aws)),
};
process.stdout.write(`${JSON.stringify(ports)}\n`);
