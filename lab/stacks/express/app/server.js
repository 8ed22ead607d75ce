'use strict';
const express = require('express');
const morgan = require('morgan');
const { routes } = require('./src/routes');

const app = express();
const style = process.env.LOG_STYLE || 'default';
app.disable('x-powered-by');

if (style === 'winston') {
  const winston = require('winston');
  const { combine, timestamp, errors, json } = winston.format;
  const logger = winston.createLogger({
    level: 'info',
    format: combine(errors({ stack: true, cause: true }), timestamp(), json()),
    defaultMeta: { service: 'shop-api' },
    transports: [new winston.transports.Console()],
  });
  app.use((request, response, next) => {
    const requestId = request.get('x-request-id');
    response.on('finish', () => logger.info('request', { requestId, method: request.method, url: request.originalUrl, status: response.statusCode }));
    request.log = logger.child({ requestId });
    next();
  });
} else if (style === 'id') {
  morgan.token('id', (request) => request.get('x-request-id'));
  app.use(morgan('[:date[iso]] info [:id] :method :url :status :response-time ms'));
} else {
  app.use(morgan('combined'));
}

app.use(express.json());
for (const [method, path, handler] of routes) {
  app[method.toLowerCase()](path, async (request, response) => {
    response.json(await handler(request.body ?? {}));
  });
}
app.get('/render', (request, response) => response.render('invoice', {}));
app.get('/twice', (request, response) => {
  const stock = undefined;
  if (stock === undefined) response.status(500).json({ message: 'no stock' });
  response.json({ stock });
});
app.post('/webhook', express.raw({ type: '*/*' }), (request, response) => {
  if (request.get('x-signature') === undefined) return response.status(400).json({ message: 'missing signature' });
  return response.json({ ok: true });
});
app.get('/quiet', (request, response) => response.status(500).json({ message: 'Internal Server Error' }));

if (style === 'winston') {
  app.use((error, request, response, next) => {
    request.log.error(error);
    response.status(500).json({ message: 'Internal Server Error' });
  });
} else if (style === 'id') {
  app.use((error, request, response, next) => {
    console.error(`[${new Date().toISOString()}] error [${request.get('x-request-id')}] ${request.method} ${request.originalUrl}`, error);
    response.status(500).json({ message: 'Internal Server Error' });
  });
}

app.listen(Number(process.env.PORT), '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`shop listening on port ${process.env.PORT}`);
});
