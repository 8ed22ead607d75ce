import { Agent, request as requestHttp, type OutgoingHttpHeaders, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

/** What is sent. */
export interface Post {
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Uint8Array;
  /** Until the end of the answer. */
  readonly timeoutMs: number;
}

/** What came back, whatever it says. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** As many connections at once as the SDK has; kept, for a function is called each minute. */
const SHARED = { keepAlive: true, maxSockets: 50 };

const agents = { 'http:': new Agent(SHARED), 'https:': new SecureAgent(SHARED) };

/** Posts once; rejects when there is no answer. */
export const post = ({ url, headers, body, timeoutMs }: Post): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const isPlain = url.protocol === 'http:';
    const options: RequestOptions = {
      method: 'POST',
      agent: agents[isPlain ? 'http:' : 'https:'],
      headers,
      signal: AbortSignal.timeout(timeoutMs),
    };
    const sent = (isPlain ? requestHttp : requestHttps)(url, options, (response) => {
      text(response).then((read) => resolve({ status: response.statusCode ?? 0, body: read }), reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
