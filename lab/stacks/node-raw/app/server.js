'use strict';
const http = require('node:http');
const { routes } = require('./src/routes');

const withId = process.env.LOG_REQUEST_ID === '1';

function log(level, ...words) {
  const print = level === 'ERROR' ? console.error : console.log;
  print(new Date().toISOString(), level, ...words);
}

async function readBody(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

async function answer(request, response) {
  const route = routes.find(([method, path]) => method === request.method && path === request.url);
  if (request.url === '/orders/refresh') {
    response.writeHead(202).end();
    setTimeout(() => void require('./src/orders').listOrders(), 20);
    return;
  }
  if (request.url === '/quiet') {
    response.writeHead(500).end();
    return;
  }
  if (route === undefined) {
    if (process.env.LOG_404 === '1') log('ERROR', `no route for ${request.method} ${request.url}`);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
    return;
  }
  const value = await route[2](await readBody(request));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

const server = http.createServer((request, response) => {
  const startedAt = Date.now();
  const id = withId ? [`[${request.headers['x-request-id']}]`] : [];
  response.on('close', () => log('INFO', ...id, request.method, request.url, response.statusCode, `${Date.now() - startedAt}ms`));
  answer(request, response).catch((error) => {
    if (process.env.SWALLOW !== '1') log('ERROR', ...id, `${request.method} ${request.url} failed:`, error);
    response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"Internal Server Error"}');
  });
});

server.listen(Number(process.env.PORT), '127.0.0.1', () => log('INFO', `listening on ${process.env.PORT}`));
