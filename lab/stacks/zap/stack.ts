import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { buildGoShop, goErrorCase, healthyGo, startGo } from '../go/go-case.ts';
import type { GO_STYLES } from '../go/go-case.ts';
import { goFault } from '../go/go-faults.ts';

const error = (name: string, style: keyof typeof GO_STYLES = 'zap', more: Partial<CaseSpec> = {}): CaseSpec =>
  goErrorCase(goFault(name, 'zap'), style, more);

export const stack = defineStack({
  name: 'zap',
  language: 'go',
  ports: [22_800, 22_849],
  install: buildGoShop,
  software: async () =>
    `zap 1.28.0, ${(await sh('go', ['version'])).stdout.replace('go version ', '').trim()}`,
  cases: [
    error('postgresRefused', 'zap', { alsoAs: ['docker-json'] }),
    error('postgresPassword'),
    error('mysqlPassword'),
    error('redisRefused', 'zap', { alsoAs: ['gzip'] }),
    error('payments503'),
    error('partnerRefused'),
    error('dns'),
    error('tls', 'zap', { alsoAs: ['rotated'] }),
    error('disk'),
    error('rollup'),
    error('parse'),
    error('postgresNoTable', 'zapConsole'),
    error('mysqlRefused', 'zapConsole', { alsoAs: ['crlf'] }),
    error('file', 'zapConsole'),
    error('files', 'zapConsole'),
    error('shippingTimeout', 'zapConsole'),
    {
      name: 'plain-500',
      kind: 'no-evidence',
      injected: 'a handler answers 500 on its own and logs nothing about it',
      cause: null,
      component: null,
      logs: ['app.log'],
      exception: null,
      run: async (bench) => {
        const url = await startGo(bench, 'zap');
        await healthyGo(bench, url);
        await bench.fail(`${url}/quiet`);
        await healthyGo(bench, url, 3);
      },
    },
  ],
});
