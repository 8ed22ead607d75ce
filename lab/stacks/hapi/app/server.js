'use strict';
const Hapi = require('@hapi/hapi');
const orders = require('./lib/orders');
const stores = require('./lib/stores');
const courier = require('./lib/courier');
const bench = require('./lib/bench');

const STYLE = process.env.LOG_STYLE || 'hapi';

const ROUTES = {
  '/health': () => 'ok',
  '/orders': () => orders.open(),
  '/vases': () => orders.vases(),
  '/scents': () => orders.scents(),
  '/export': () => orders.hold(0),
  '/export/slow': () => orders.hold(3),
  '/swap/1': () => orders.swap(9, 10),
  '/swap/2': () => orders.swap(10, 9),
  '/subscribe': () => orders.subscribe('grace@example.org'),
  '/flowers': () => stores.flowers(),
  '/pick': () => stores.pick(),
  '/basket': () => stores.basket(),
  '/seasons': () => stores.seasons(),
  '/stem/rose': () => bench.stem('rose'),
  '/stem/fern': () => bench.stem('fern'),
  '/bunch': () => bench.bunch('-3'),
  '/thorn': () => bench.thorn(),
  '/diary': () => bench.diary(),
  '/poster': () => bench.poster(),
  '/pots': () => bench.pots(),
  '/ribbon': () => bench.ribbon(),
  '/card': () => bench.card(),
  '/drying': () => bench.drying(),
};

/** How a style writes what was handled, what failed, and what is only a nuisance. */
function journal() {
  if (STYLE === 'log4js') {
    const log4js = require('log4js');
    log4js.configure({
      appenders: { out: { type: 'stdout', layout: { type: 'pattern', pattern: '[%d{ISO8601}] [%p] %c %X{id} - %m' } } },
      categories: { default: { appenders: ['out'], level: 'info' } },
    });
    const named = (id) => {
      const logger = log4js.getLogger('florist');
      logger.addContext('id', id);
      return logger;
    };
    return {
      handled: (id, path, status) => named(id).info('GET %s %d', path, status),
      failed: (id, path, error) => named(id).error(`GET ${path} failed:`, error),
      nuisance: (error) => named('-').warn('rates are not fresh:', error.message),
    };
  }
  if (STYLE === 'winston') {
    const { createLogger, format, transports } = require('winston');
    const log = createLogger({ format: format.combine(format.errors({ stack: true }), format.timestamp(), format.logstash()), transports: [new transports.Console()] });
    return {
      handled: (id, path, status) => log.info('handled', { id, path, status }),
      failed: (id, path, error) => log.error('request failed', { id, path, name: error.name, error: error.stack }),
      nuisance: (error) => log.warn('rates are not fresh', { error: error.message }),
    };
  }
  const line = () => new Date().toISOString().replace('T', ' ').slice(0, 19);
  return {
    handled: (_id, path, status) => console.log(`${line()} GET ${path} -> ${status}`),
    failed: () => undefined,
    nuisance: (error) => console.log(`${line()} rates are not fresh: ${error.message}`),
  };
}

async function main() {
  const own = journal();
  const debug = STYLE === 'hapi' ? { request: ['handler'] } : false;
  const server = Hapi.server({ port: Number(process.env.PORT), host: '127.0.0.1', debug });
  for (const [path, work] of Object.entries(ROUTES)) {
    server.route({ method: 'GET', path, handler: async () => ({ answer: await work() }) });
  }
  server.route({ method: 'GET', path: '/courier/{what}', handler: (request) => courier.ask(request.params.what) });
  server.route({ method: 'GET', path: '/quiet', handler: (_request, h) => h.response('later').code(500) });
  server.events.on({ name: 'request', channels: 'error' }, (request, event) => own.failed(request.headers['x-request-id'], request.path, event.error));
  server.events.on('response', (request) => own.handled(request.headers['x-request-id'] || '-', request.path, request.response.statusCode));
  if (process.env.NOISE) setInterval(() => courier.rates().catch(own.nuisance), 400);
  await server.start();
}

main();
