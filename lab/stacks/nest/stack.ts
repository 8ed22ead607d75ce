import { installNodeModules, NODE_24 } from '../../backing/node-modules.ts';
import { sh } from '../../harness/process.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { ALL_FAULTS } from '../node-domain/all-faults.ts';
import { deployCase, heapLimitCase, redisNoiseCase, unreachedCase } from '../node-domain/process-cases.ts';
import { faultOf, shopCase } from '../node-domain/shop-cases.ts';
import type { ShopApp } from '../node-domain/shop-cases.ts';

// oxlint-disable-next-line no-control-regex
const RECORD = /^(\u001B\[\d+m)?\[Nest\] \d+/;

/** Nest as it comes: ANSI colours even in a file, and a local time without zone. */
const coloured: ShopApp = {
  stack: 'nest',
  node: NODE_24,
  script: 'server.mjs',
  style: { form: 'inspect', recordStart: RECORD },
};

const plainText: ShopApp = { ...coloured, env: { NO_COLOR: '1', LOG_REQUEST_ID: '1' } };

const newYork: ShopApp = { ...plainText, env: { ...plainText.env, TZ: 'America/New_York' } };

const jsonLog: ShopApp = {
  ...coloured,
  env: { LOG_STYLE: 'json', LOG_REQUEST_ID: '1', NO_COLOR: '1' },
  style: { form: 'json', recordStart: /^\{/, jsonError: /"level":"error"/ },
};

const as =
  (app: ShopApp, prefix: string, variant: 'ansi' | 'plain' | 'wrong-zone') =>
  (name: string, more: Partial<CaseSpec> = {}): CaseSpec =>
    shopCase(app, faultOf(ALL_FAULTS, name), { name: `${prefix}${name}`, variant, ...more });

const colour = as(coloured, '', 'ansi');
const text = as(plainText, 'text-', 'plain');
const zoned = as(newYork, 'new-york-', 'wrong-zone');
const json = as(jsonLog, 'json-', 'plain');

const { name: _, run: __, logs: ___, ...typeErrorLabel } = text('undefined-street');

const CASES: readonly CaseSpec[] = [
  colour('postgres-refused', { alsoAs: ['docker-json'] }),
  colour('postgres-password'),
  colour('mysql-no-table', { alsoAs: ['rotated'] }),
  colour('postgres-deadlock'),
  colour('redis-refused'),
  colour('maps-401'),
  colour('dynamodb-access-denied'),
  colour('file-eacces', { alsoAs: ['gzip'] }),
  colour('undefined-reduce', { alsoAs: ['crlf'] }),
  colour('job-timeout'),
  colour('own-module-missing'),
  text('postgres-pool-leak'),
  text('mysql-refused', { alsoAs: ['invalid-utf8'] }),
  text('disk-full'),
  text('range-error'),
  text('coupon-unknown', { alsoAs: ['rotated'] }),
  zoned('postgres-no-column'),
  zoned('undefined-street'),
  json('mysql-password', { alsoAs: ['docker-json'] }),
  json('undefined-reduce'),
  deployCase(plainText, {
    name: 'text-unresolved-dependency',
    injected: 'the new release asks for a provider that no module offers',
    cause: 'code.missing_artifact',
    component: 'self',
    exception: {
      line: /UnknownDependenciesException/,
      before: /^Node\.js v|^\[Nest\]/,
      type: 'UnknownDependenciesException',
    },
    keep: ["Nest can't resolve dependencies of the LabelService"],
    env: { BROKEN_DI: '1' },
    change: () => undefined,
  }),
  heapLimitCase(coloured),
  redisNoiseCase(plainText, {
    name: 'text-redis-noise-type-error',
    path: '/orders/7/label',
    spec: typeErrorLabel,
  }),
  unreachedCase(coloured),
];

export const stack = defineStack({
  name: 'nest',
  language: 'node',
  ports: [22_650, 22_699],
  install: installNodeModules,
  software: async () => `NestJS 12.5.1, Node.js ${(await sh(NODE_24, ['--version'])).stdout.trim()}`,
  cases: CASES,
});
