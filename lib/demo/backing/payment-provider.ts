import { createServer } from 'node:http';

import { listening, type Listening } from './listening.ts';

/** Somebody else's service, by which the shop is paid. */
export interface PaymentProvider extends Listening {
  /** Whether it answers 503 with a page for people instead of JSON. */
  fail(fails: boolean): void;
}

const UNAVAILABLE_PAGE =
  '<html>\n<head><title>503 Service Temporarily Unavailable</title></head>\n' +
  '<body><center><h1>503 Service Temporarily Unavailable</h1></center></body>\n</html>\n';

/** Starts the payment provider. */
export const startPaymentProvider = async (): Promise<PaymentProvider> => {
  let fails = false;
  const server = createServer((_, response) => {
    if (fails) response.writeHead(503, { 'content-type': 'text/html' }).end(UNAVAILABLE_PAGE);
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"open":0,"currency":"EUR"}');
  });
  return {
    ...(await listening(server)),
    fail: (wanted) => {
      fails = wanted;
    },
  };
};
