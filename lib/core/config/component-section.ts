import * as v from 'valibot';

import type { ComponentRef } from '../diagnosis/component.ts';
import { described, text } from './fields.ts';

const remote = {
  region: v.optional(described(text('expected a region'), 'Where it is, when not in the home region.')),
  assumeRole: v.optional(
    described(text('expected the ARN of a role'), 'A role of its account that may read its logs.'),
  ),
};

// shop-cluster/orders
const ECS_SERVICE = /^([\w-]{1,255})\/([\w-]{1,255})$/;

const ecs = v.pipe(v.string('expected cluster/service'), v.regex(ECS_SERVICE, 'expected cluster/service'));

const named = <const Key extends 'logGroup' | 'logGroupPrefix' | 'lambda' | 'rds' | 'alb'>(kind: Key) =>
  v.transform(({ [kind]: name, ...rest }: { readonly [Each in Key]: string }) => ({ kind, name, ...rest }));

/** Kinds of components, by the key that names them. The name may be an ARN where AWS has one. */
const KINDS = {
  file: v.pipe(
    v.strictObject({
      file: described(text('expected a path'), 'A log file, relative to the config; `*` reads all that fit.'),
      format: v.optional(
        described(text('expected a log format'), 'Its log format, where it is not recognised.'),
      ),
    }),
    v.transform(({ file, ...rest }) => ({ kind: 'file', path: file, ...rest })),
  ),
  command: v.pipe(
    v.strictObject({
      command: described(
        v.pipe(v.array(v.string('expected a text'), 'expected a list of texts'), v.minLength(1)),
        'A command that prints log lines, with its arguments; embedded only.',
      ),
      name: v.optional(described(text(), 'What to call it; the command itself when it is left out.')),
    }),
    v.transform(({ command, name }) => ({ kind: 'command', command, name: name ?? command.join(' ') })),
  ),
  journald: v.pipe(
    v.strictObject({ journald: described(text('expected a unit'), 'A systemd unit; embedded only.') }),
    v.transform(({ journald }) => ({ kind: 'journald', unit: journald })),
  ),
  docker: v.pipe(
    v.strictObject({
      docker: described(text('expected a container'), 'A container, by name or id; embedded only.'),
    }),
    v.transform(({ docker }) => ({ kind: 'docker', container: docker })),
  ),
  git: v.pipe(
    v.strictObject({
      git: described(text('expected a folder'), 'A working copy whose commits are deploys; embedded only.'),
    }),
    v.transform(({ git }) => ({ kind: 'git', folder: git })),
  ),
  deploys: v.pipe(
    v.strictObject({
      deploys: described(
        v.strictObject({
          command: described(
            v.pipe(v.array(v.string('expected a text'), 'expected a list of texts'), v.minLength(1)),
            'A command that prints a line for each deploy: ISO time, space, what was deployed.',
          ),
          name: v.optional(described(text(), 'What was deployed to. Default: the application.')),
        }),
        'Deploys that a command of yours lists; embedded only.',
      ),
    }),
    v.transform(({ deploys: { command, name } }) => ({
      kind: 'deploys',
      command,
      name: name ?? 'the application',
    })),
  ),
  logGroup: v.pipe(
    v.strictObject({
      logGroup: described(text('expected a log group'), 'A log group of CloudWatch Logs.'),
      ...remote,
    }),
    named('logGroup'),
  ),
  logGroupPrefix: v.pipe(
    v.strictObject({
      logGroupPrefix: described(
        text('expected the beginning of names'),
        'All log groups of CloudWatch Logs whose names begin so, twenty at most.',
      ),
      ...remote,
    }),
    named('logGroupPrefix'),
  ),
  lambda: v.pipe(
    v.strictObject({
      lambda: described(
        text('expected a function'),
        'A Lambda function, by name or ARN: its log group, metrics and versions.',
      ),
      ...remote,
    }),
    named('lambda'),
  ),
  rds: v.pipe(
    v.strictObject({
      rds: described(
        text('expected a database'),
        'An RDS or Aurora instance, by name or ARN: its log groups, metrics and events.',
      ),
      ...remote,
    }),
    named('rds'),
  ),
  ecs: v.pipe(
    v.strictObject({
      ecs: described(
        ecs,
        'An ECS service as `cluster/service`: the log groups of its tasks, its deployments.',
      ),
      ...remote,
    }),
    v.transform(({ ecs: value, ...rest }) => {
      const [, cluster = '', service = ''] = ECS_SERVICE.exec(value) ?? [];
      return { kind: 'ecs', cluster, service, ...rest };
    }),
  ),
  alb: v.pipe(
    v.strictObject({
      alb: described(
        text('expected a load balancer'),
        'An Application Load Balancer, by name or ARN: its access logs and metrics.',
      ),
      ...remote,
    }),
    named('alb'),
  ),
  apigateway: v.pipe(
    v.strictObject({
      apigateway: described(
        text('expected an API'),
        'An API of API Gateway, by id or ARN: its access and execution logs, its deployments.',
      ),
      ...remote,
    }),
    v.transform(({ apigateway, ...rest }) => ({ kind: 'apigateway', id: apigateway, ...rest })),
  ),
} as const;

type Kind = keyof typeof KINDS;

/** The kinds with their schemas, for the reference. */
export const COMPONENT_KINDS: Readonly<Record<string, v.GenericSchema>> = KINDS;

const ONE_OF = `expected one of the keys ${Object.keys(KINDS).join(', ')}`;

/** For a map that names no kind: its keys are unknown, and the right ones are suggested. */
const NO_KIND = v.pipe(
  v.strictObject(Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, v.optional(v.unknown())]))),
  v.check(() => false, ONE_OF),
);

const kindOf = (value: unknown): Kind | undefined =>
  typeof value === 'object' && value !== null
    ? (Object.keys(KINDS) as Kind[]).find((kind) => Object.hasOwn(value, kind))
    : undefined;

/** One item of `diagnose.components`. */
export const componentItem: v.GenericSchema<unknown, ComponentRef> = v.lazy((value) => {
  const kind = kindOf(value);
  const schema: v.GenericSchema = kind === undefined ? NO_KIND : KINDS[kind];
  return schema as v.GenericSchema<unknown, ComponentRef>;
});
