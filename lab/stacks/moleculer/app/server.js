'use strict';
const { ServiceBroker, Errors } = require('moleculer');
const ApiGateway = require('moleculer-web');
const journal = require('./lib/journal');
const ledger = require('./lib/ledger');
const stores = require('./lib/stores');
const carrier = require('./lib/carrier');
const desk = require('./lib/desk');

const STYLE = process.env.LOG_STYLE || 'full';
const NODE = process.env.NODE_NAME || 'office-1';

const ACTIONS = {
  health: () => 'ok',
  parcels: () => ledger.parcels(),
  stamps: () => ledger.stamps(),
  weights: () => ledger.weights(),
  register: () => ledger.register('ada@example.org'),
  reroute1: () => ledger.reroute(13, 14),
  reroute2: () => ledger.reroute(14, 13),
  shelf: () => ledger.shelf(),
  crates: () => ledger.crates(),
  take: () => ledger.take(),
  inventory: () => ledger.inventory(0),
  longinventory: () => ledger.inventory(3),
  queue: () => stores.queue(),
  find: () => stores.find('red'),
  seal: () => stores.seal(),
  letter: () => desk.rate('letter'),
  crate: () => desk.rate('crate'),
  sort: () => desk.sort('three parcels'),
  label: () => desk.label(-1),
  customs: () => desk.customs(),
  form: () => desk.form('{"sender": Ada}'),
  receipts: () => desk.receipts(),
  map: () => desk.map(),
  drawers: () => desk.drawers(),
  tariff: () => desk.tariff(),
  scanner: () => desk.scanner(),
  archive: () => desk.archive(),
  sorting: () => desk.sorting(),
  quote: (ctx) => carrier.quote(ctx.params.what),
  async pickup(ctx) {
    try {
      await stores.queue();
    } catch (error) {
      ctx.broker.logger.warn('no queue known, the parcel goes by hand:', error);
    }
    return desk.rate('crate');
  },
  async offer(ctx) {
    ctx.broker.logger.info('carrier said', await carrier.patientQuote(ctx.broker.logger));
    return desk.sort('three parcels');
  },
  complaint(ctx) {
    ctx.broker.logger.info(`complaint of a customer: "${ctx.params.text}"`);
    return desk.sort('three parcels');
  },
  async conveyor() {
    try {
      return await carrier.conveyor();
    } catch (error) {
      throw new Errors.MoleculerError(`conveyor at 127.0.0.1:${process.env.CONVEYOR_PORT} is away: ${error.cause.message}`, 502, 'UPSTREAM_AWAY');
    }
  },
};

/** In the styles with ids, the gateway says itself which request failed. */
function errorHandler(req, res, error) {
  const id = req.headers['x-request-id'] || '-';
  this.logger.error(`${req.method} ${req.url} ${id} failed:`, error);
  const code = error.code >= 500 && error.code < 600 ? error.code : 500;
  res.writeHead(code);
  res.end('{}');
  this.logger.info(`${req.method} ${req.url} ${id} ${code}`);
}

const aliases = Object.fromEntries(Object.keys(ACTIONS).map((name) => [`GET /${name}`, `office.${name}`]));

const gateway = {
  name: 'api',
  mixins: [ApiGateway],
  settings: {
    port: Number(process.env.PORT),
    ip: '127.0.0.1',
    routes: [
      {
        path: '/',
        mappingPolicy: 'restrict',
        aliases: {
          ...aliases,
          'GET /scales': 'scales.weigh',
          'GET /quote/:what': 'office.quote',
          'GET /quiet'(_req, res) {
            res.writeHead(500);
            res.end('later');
          },
        },
      },
    ],
  },
  ...(STYLE === 'json' || STYLE === 'tslog' ? { methods: { errorHandler } } : {}),
};

const scales = { name: 'scales', actions: { weigh: () => 1200 } };

async function main() {
  const peers = process.env.PEERS;
  const broker = new ServiceBroker({
    nodeID: NODE,
    logger: journal.logger(STYLE),
    logLevel: 'info',
    requestTimeout: 5000,
    ...(peers ? { transporter: { type: 'TCP', options: { udpDiscovery: false, port: Number(process.env.TCP_PORT), urls: peers.split(',') } } } : {}),
  });
  if (NODE === 'office-1') {
    broker.createService({ name: 'office', actions: ACTIONS });
    broker.createService(gateway);
  } else {
    broker.createService(scales);
  }
  if (process.env.NOISE) setInterval(() => carrier.traffic().catch((error) => broker.logger.warn('traffic is not known:', error)), 400);
  await broker.start();
  broker.logger.info(`release ${process.env.RELEASE} is open`, process.env.SHOWN_URL || '');
}

main();
