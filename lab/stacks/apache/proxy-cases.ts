import { CA_FILE, web } from '../../backing/web.ts';
import { failingUpstream, rawUpstream } from '../../backing/small-servers.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { apacheCase, fetchPath, healthyApache } from './apache-case.ts';
import type { Label, Recipe } from './apache-case.ts';

const CLOSED = '127.0.0.1:22399';

const refusedLabel = (name: string): Label => ({
  name,
  injected: 'nothing listens at the address of the proxied application',
  cause: 'upstream.down',
  component: `http ${CLOSED}`,
  line: /\(111\)Connection refused: .*AH00957: http: attempt to connect to 127\.0\.0\.1:22399/,
  keep: ['(111)Connection refused', 'AH00957', CLOSED],
});

const refusedRecipe: Recipe = {
  extra: () => `ProxyPass /orders/ http://${CLOSED}/`,
  act: fetchPath('/orders/7?token=sess_4hT8kQ2wZx'),
};

const behind = (
  name: string,
  port: number,
  spec: Pick<CaseSpec, 'injected' | 'cause' | 'keep' | 'alsoAccepted'> & { line: RegExp },
  act: Parameters<typeof rawUpstream>[1],
): CaseSpec =>
  apacheCase(
    { name, component: `http 127.0.0.1:${port}`, ...spec },
    {
      extra: async (bench) => {
        await rawUpstream(bench, act, port);
        return `ProxyPass /orders/ http://127.0.0.1:${port}/ timeout=1`;
      },
      act: fetchPath('/orders/7'),
    },
  );

/** Faults between httpd and what it proxies to, and windows without evidence. */
export const PROXY_CASES: readonly CaseSpec[] = [
  apacheCase({ ...refusedLabel('proxy-refused'), alsoAs: ['docker-json', 'crlf'] }, refusedRecipe),
  apacheCase(refusedLabel('proxy-refused-id'), { ...refusedRecipe, withId: true }),
  apacheCase(
    { ...refusedLabel('proxy-refused-tokyo'), variant: 'wrong-zone' },
    { ...refusedRecipe, env: { TZ: 'Asia/Tokyo' } },
  ),
  behind(
    'proxy-timeout',
    22_380,
    {
      injected: 'the proxied application takes the request and does not answer within a second',
      cause: 'resource.timeout',
      alsoAccepted: ['upstream.down'],
      line: /\(70007\)The timeout specified has expired: .*AH01102: error reading status line from remote server/,
      keep: ['(70007)The timeout specified has expired', 'AH01102'],
    },
    () => undefined,
  ),
  behind(
    'proxy-closed-early',
    22_381,
    {
      injected: 'the proxied application closes the connection without an answer',
      cause: 'upstream.down',
      line: /AH01102: error reading status line from remote server 127\.0\.0\.1:22381/,
      keep: ['AH01102: error reading status line from remote server'],
    },
    (socket) => socket.end(),
  ),
  behind(
    'proxy-reset',
    22_382,
    {
      injected: 'the proxied application resets the connection without an answer',
      cause: 'upstream.down',
      line: /\(104\)Connection reset by peer: .*AH01102/,
      keep: ['(104)Connection reset by peer'],
    },
    (socket) => void socket.resetAndDestroy(),
  ),
  apacheCase(
    {
      name: 'proxy-host-unknown',
      injected: 'the host name of the proxied application does not exist',
      cause: 'network.dns_tls',
      alsoAccepted: ['upstream.down'],
      component: 'http orders.shop.invalid',
      line: /DNS lookup failure for: orders\.shop\.invalid/,
      keep: ['DNS lookup failure for: orders.shop.invalid'],
    },
    { extra: () => 'ProxyPass /orders/ http://orders.shop.invalid/', act: fetchPath('/orders/7') },
  ),
  ...(['selfsigned', 'expired'] as const).map((kind) =>
    apacheCase(
      {
        name: `proxy-tls-${kind}`,
        injected: `the certificate of the proxied partner is ${kind === 'expired' ? 'expired' : 'self-signed'} and httpd verifies it`,
        cause: 'network.dns_tls',
        component: `http ${kind}.partner.example`,
        line:
          kind === 'expired'
            ? /AH02039: Certificate Verification: Error \(10\)/
            : /AH02039: Certificate Verification: Error \(18\)/,
        keep: ['AH02039: Certificate Verification: Error'],
      },
      {
        extra: async () => {
          await web();
          return `SSLProxyEngine on\nSSLProxyVerify require\nSSLProxyCACertificateFile ${CA_FILE}\nProxyPass /partner/ https://${kind}.partner.example/`;
        },
        act: fetchPath('/partner/stock'),
      },
    ),
  ),
  apacheCase(
    {
      name: 'access-line-only',
      kind: 'no-evidence',
      injected: 'the proxied application answers 500 on its own; httpd has nothing but its access line',
      cause: null,
      component: null,
      line: null,
    },
    {
      extra: async (bench) => `ProxyPass /orders/ http://127.0.0.1:${await failingUpstream(bench, 500)}/`,
      act: async (bench, { url }) => {
        await bench.fail(`${url}/orders/7`);
        await healthyApache(bench, url, 4);
      },
    },
  ),
  apacheCase(
    {
      name: 'scanner-noise-only',
      kind: 'no-evidence',
      variant: 'noise',
      injected:
        'the proxied application answers 503 on its own, while a scanner asks for paths that httpd refuses with errors',
      cause: null,
      component: null,
      line: null,
    },
    {
      extra: async (bench) =>
        `ProxyPass /orders/ http://127.0.0.1:${await failingUpstream(bench, 503)}/\n<Directory /srv/shop/apache/html/private>\n  Require all denied\n</Directory>`,
      act: async (bench, { url }) => {
        const scan = async (): Promise<void> => {
          for (const path of ['/private/', '/%2e%2e/%2e%2e/etc/passwd', '/private/.git/HEAD'])
            await bench.send(`${url}${path}`);
        };
        for (let round = 0; round < 3; round++) {
          await scan();
          await healthyApache(bench, url, 3);
        }
        bench.mark();
        await scan();
        await bench.fail(`${url}/orders/7`);
        await scan();
      },
    },
  ),
];
