import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { RequestLog } from './request-log.ts';
import { route, type Answer, type Dependencies } from './routes.ts';

/** The shop's HTTP server, not yet listening; `intercept` sees each request first and says whether it answers it. */
export const createShop = (
  dependencies: Dependencies,
  log: RequestLog,
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean,
): Server =>
  createServer((request, response) => {
    if (!intercept(request, response)) void serve(request, response, dependencies, log);
  });

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  dependencies: Dependencies,
  log: RequestLog,
): Promise<void> => {
  const startedAt = performance.now();
  const requestId = requestIdOf(request);
  const line = `${request.method ?? ''} ${request.url ?? ''}`;
  const { status, body } = await answerTo(request, dependencies).catch((error: unknown): Answer => {
    log.error(requestId, `${line} failed`, error);
    return { status: 500, body: { error: 'Internal Server Error', requestId } };
  });
  log.info(requestId, `${line} ${status} ${Math.round(performance.now() - startedAt)}ms`);
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': requestId });
  response.end(JSON.stringify(body));
};

const answerTo = async (request: IncomingMessage, dependencies: Dependencies): Promise<Answer> => {
  if (request.method !== 'GET') return { status: 405, body: { error: 'only GET is supported' } };
  const { pathname } = new URL(request.url ?? '/', 'http://shop');
  return route(pathname, dependencies) ?? { status: 404, body: { error: `no page ${pathname}` } };
};

/** The caller's id where it is a plain one, so that nobody writes lines of their own into the log. */
const requestIdOf = (request: IncomingMessage): string => {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
};
