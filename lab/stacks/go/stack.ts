import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { buildGoShop, goErrorCase, goPanicCase, healthyGo, startGo } from './go-case.ts';
import type { GO_STYLES, GoPanic } from './go-case.ts';
import { goFault } from './go-faults.ts';

const error = (name: string, style: keyof typeof GO_STYLES = 'log', more: Partial<CaseSpec> = {}): CaseSpec =>
  goErrorCase(goFault(name, 'go'), style, more);

const NIL: GoPanic = {
  name: 'nil-pointer',
  path: '/label',
  injected:
    'the code reads a field through a nil pointer; net/http recovers the panic and drops the connection',
  cause: 'code.exception',
  component: 'self',
  message: '',
  header: /panic serving 127\.0\.0\.1:\d+: runtime error: invalid memory address or nil pointer dereference/,
  frame: ['labelOf', 'return order.customer.street'],
  keep: ['invalid memory address or nil pointer dereference'],
};

const RANGE: GoPanic = {
  ...NIL,
  name: 'index-out-of-range',
  path: '/pick',
  injected:
    'the code takes an element that the slice does not have; the program recovers the panic and logs its stack',
  header: /panic serving GET \/pick: runtime error: index out of range \[5\] with length 2/,
  frame: ['Pick', 'return prices[index], nil'],
  keep: ['index out of range [5] with length 2'],
  env: { RECOVER: '1' },
};

const CASES: readonly CaseSpec[] = [
  error('postgresRefused', 'log', { alsoAs: ['docker-json', 'gzip'] }),
  error('postgresPassword'),
  error('mysqlRefused', 'log', { alsoAs: ['crlf'] }),
  error('redisRefused'),
  error('payments503'),
  error('ratesHtml'),
  error('partnerRefused'),
  error('shippingTimeout'),
  error('dns'),
  error('tls', 'log', { alsoAs: ['rotated'] }),
  error('file'),
  error('disk'),
  error('files'),
  error('rollup'),
  error('parse'),
  error('postgresNoTable', 'slogText'),
  error('mysqlPassword', 'slogText'),
  error('partnerRefused', 'slogText'),
  error('file', 'slogText', { alsoAs: ['invalid-utf8'] }),
  error('postgresRefused', 'slogJson', { alsoAs: ['docker-json'] }),
  error('redisRefused', 'slogJson'),
  error('tls', 'slogJson'),
  error('parse', 'slogJson', { alsoAs: ['crlf'] }),
  goPanicCase(NIL, 'log', { alsoAs: ['docker-json', 'rotated'] }),
  goPanicCase(RANGE, 'log', { alsoAs: ['gzip'] }),
  goPanicCase({
    ...NIL,
    name: 'goroutine-panic',
    path: '/crash',
    injected: 'a goroutine that nothing recovers reads through a nil pointer, and the process dies',
    header: /^panic: runtime error: invalid memory address or nil pointer dereference/,
    frame: ['Crash.func1', 'fmt.Println(order.customer.street)'],
  }),
  goPanicCase({
    ...NIL,
    name: 'concurrent-map-writes',
    path: '/race',
    injected: 'goroutines write one map without a lock, and the runtime ends the process',
    header: /^fatal error: concurrent map (writes|read and map write)/,
    frame: ['Race.func1', 'shared[i%64]++'],
    keep: ['fatal error: concurrent map'],
  }),
  {
    name: 'plain-500',
    kind: 'no-evidence',
    injected: 'a handler answers 500 on its own and logs nothing about it',
    cause: null,
    component: null,
    logs: ['app.log'],
    exception: null,
    run: async (bench) => {
      const url = await startGo(bench, 'log');
      await healthyGo(bench, url);
      await bench.fail(`${url}/quiet`);
      await healthyGo(bench, url, 3);
    },
  },
];

export const stack = defineStack({
  name: 'go',
  language: 'go',
  ports: [22_750, 22_799],
  install: buildGoShop,
  software: async () => (await sh('go', ['version'])).stdout.replace('go version ', '').trim(),
  cases: CASES,
});
