import { existsSync } from 'node:fs';
import { needPackages, prepareMachine } from '../../backing/machine.ts';
import { installNodeModules } from '../../backing/node-modules.ts';
import { FPM } from '../../backing/php-fpm.ts';
import { defineStack } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { CONFIG_CASES } from './config-cases.ts';
import { FASTCGI_CASES } from './fastcgi-cases.ts';
import { LAYER_CASES } from './layer-cases.ts';
import { UPSTREAM_CASES } from './upstream-cases.ts';

export const stack = defineStack({
  name: 'nginx',
  language: 'nginx',
  ports: [22_200, 22_299],
  install: async (cacheDir) => {
    await needPackages({
      '/usr/sbin/nginx': 'nginx',
      [FPM]: 'php8.2-fpm',
      '/usr/share/doc/php8.2-mysql': 'php8.2-mysql',
    });
    await prepareMachine();
    await installNodeModules(cacheDir);
  },
  software: async () => {
    const nginx = (await sh('/usr/sbin/nginx', ['-v'])).stderr.trim().replace('nginx version: ', '');
    const fpm = existsSync(FPM) ? (await sh(FPM, ['-v'])).stdout.split(' (')[0] : '';
    return `${nginx}, ${fpm}`;
  },
  cases: [...UPSTREAM_CASES, ...CONFIG_CASES, ...FASTCGI_CASES, ...LAYER_CASES],
});
