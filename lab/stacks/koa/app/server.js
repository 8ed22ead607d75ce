'use strict';
const Koa = require('koa');
const orders = require('./src/orders');
const stores = require('./src/stores');
const courier = require('./src/courier');
const oven = require('./src/oven');

const style = process.env.LOG_STYLE || 'koa';
const app = new Koa();
app.silent = false;

const ROUTES = {
  '/health': () => 'ok',
  '/orders': () => orders.recentOrders(),
  '/loaves': () => orders.loaves(),
  '/gluten-free': () => orders.glutenFree(),
  '/subscribe': () => orders.subscribe('ada@example.org'),
  '/swap/1': () => orders.swap(15, 16),
  '/swap/2': () => orders.swap(16, 15),
  '/nightly': () => orders.nightlyBake(),
  '/menu': () => stores.readMenu(),
  '/menu/slow': () => stores.slowMenu(),
  '/fillings': () => stores.readFillings(),
  '/reserve': () => stores.reserve(),
  '/baskets': () => stores.baskets(),
  '/ratings': () => stores.ratings(),
  '/announce': () => stores.announce(),
  '/enqueue': () => stores.enqueue(),
  '/temperature/rye': () => oven.temperature('rye'),
  '/temperature/spelt': () => oven.temperature('spelt'),
  '/recipe': () => oven.recipe('spelt'),
  '/batch': () => oven.batch('-4'),
  '/settings': () => oven.settings(),
  '/crumbs': () => oven.crumbs(0),
  '/guarded': () => oven.guarded(),
  '/both': () => oven.bothOvens(),
  '/diary': () => oven.diary(),
  '/poster': () => oven.poster(),
  '/trays': () => oven.trays(),
  '/proofing': () => oven.proofing(),
  '/glaze': () => oven.glaze(),
  '/printer': () => oven.printer(),
};

let log;
if (style === 'bunyan') {
  log = require('bunyan').createLogger({ name: 'bakery', hostname: 'bakery-1', serializers: require('bunyan').stdSerializers });
}

function note(ctx) {
  if (log) log.info({ req_id: ctx.get('x-request-id'), method: ctx.method, url: ctx.url, status: ctx.status }, 'request');
  else console.log(`${new Date().toISOString()} ${style === 'id' ? `${ctx.get('x-request-id')} ` : ''}${ctx.method} ${ctx.url} ${ctx.status}`);
}

if (log) {
  app.on('error', (error, ctx) => log.error({ req_id: ctx.get('x-request-id'), err: error }, 'request failed'));
} else if (style === 'id') {
  app.on('error', (error, ctx) => console.error(`${new Date().toISOString()} ${ctx.get('x-request-id')} ERROR ${ctx.method} ${ctx.url}`, error));
}

app.use(async (ctx, next) => {
  ctx.res.once('finish', () => note(ctx));
  await next();
});
app.use(async (ctx) => {
  if (ctx.path === '/quiet') {
    ctx.status = 500;
    ctx.body = 'sorry';
    return;
  }
  const [, kind, what] = ctx.path.split('/');
  if (kind === 'courier') ctx.body = await courier.ask(what);
  else if (kind === 'fetch') ctx.body = await courier.askWithFetch(what);
  else ctx.body = { answer: await ROUTES[ctx.path]() };
});

if (process.env.NOISE) {
  setInterval(() => {
    fetch('http://127.0.0.1:21983/rates').catch((error) => {
      if (log) log.warn({ err: error }, 'rates are not fresh');
      else console.error(new Date().toISOString(), 'WARN rates are not fresh', error);
    });
  }, 400);
}

app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`${new Date().toISOString()} bakery listens`));
