'use strict';
const fastify = require('fastify');
const { routes } = require('./src/routes');

const app = fastify({
  logger: { level: 'info', base: { pid: process.pid, hostname: 'web-1' } },
  ...(process.env.LOG_REQUEST_ID === '1' ? { requestIdHeader: 'x-request-id' } : {}),
});

for (const [method, url, handler] of routes) {
  app.route({ method, url, handler: async (request) => await handler(request.body ?? {}) });
}

/** Logs what it refused, body and all, before it answers. */
app.post('/feed/logged', async (request, reply) => {
  try {
    return routes.find(([, url]) => url === '/feed')[2](request.body);
  } catch (error) {
    request.log.error({ body: request.body, err: error }, 'feed refused');
    return reply.code(500).send({ message: 'Internal Server Error' });
  }
});
app.get('/quiet', async (request, reply) => reply.code(500).send({ message: 'Internal Server Error' }));

app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
