'use strict';
const { routes } = require('./src/routes');

const answer = (statusCode, value) => ({ statusCode, body: JSON.stringify(value) });

exports.handler = async (event) => {
  const { method, path } = event.requestContext.http;
  if (process.env.LOG_REQUEST_ID === '1') console.log('request', event.headers['x-request-id'], method, path);
  else console.log(method, path);
  const route = routes.find(([known, at]) => known === method && at === path);
  if (route === undefined) return answer(path === '/quiet' ? 500 : 404, { message: 'Not Found' });
  const body = event.body ? JSON.parse(event.body) : {};
  if (process.env.CATCH_ERRORS !== '1') return answer(200, await route[2](body));
  try {
    return answer(200, await route[2](body));
  } catch (error) {
    if (process.env.LOG_BODY === '1') console.error('request failed', event.body, error);
    else console.error('request failed', error);
    return answer(500, { message: 'Internal Server Error' });
  }
};

exports.floating = async (event) => {
  const { path } = event.requestContext.http;
  if (path === '/orders') void require('./src/orders').listOrders();
  if (path === '/exit') process.exit(3);
  await new Promise((resolve) => setTimeout(resolve, path === '/orders' ? 600 : 1));
  return answer(200, { ok: true });
};
