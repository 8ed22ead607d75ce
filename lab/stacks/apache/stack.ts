import { needPackages, prepareMachine } from '../../backing/machine.ts';
import { FPM } from '../../backing/php-fpm.ts';
import { defineStack } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { HTACCESS_CASES } from './htaccess-cases.ts';
import { PROXY_CASES } from './proxy-cases.ts';
import { SCRIPT_CASES } from './script-cases.ts';

export const stack = defineStack({
  name: 'apache',
  language: 'apache',
  ports: [22_300, 22_399],
  install: async () => {
    await needPackages({
      '/usr/sbin/apache2': 'apache2',
      [FPM]: 'php8.2-fpm',
      '/usr/share/doc/php8.2-mysql': 'php8.2-mysql',
    });
    await prepareMachine();
  },
  software: async () => {
    const apache =
      (await sh('/usr/sbin/apache2', ['-v'])).stdout.split('\n')[0]?.replace('Server version: ', '') ?? '';
    const fpm = (await sh(FPM, ['-v'])).stdout.split(' (')[0] ?? '';
    return `${apache}, ${fpm}`;
  },
  cases: [...HTACCESS_CASES, ...PROXY_CASES, ...SCRIPT_CASES],
});
