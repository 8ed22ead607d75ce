import * as v from 'valibot';

import type { ControlTarget } from '../probe/self-check.ts';
import { described } from './fields.ts';

// 1.1.1.1:443 · one.one.one.one:443 · [2606:4700:4700::1111]:443
const HOST_PORT = /^(?:\[([\da-fA-F:.]{2,45})\]|([^:[\]\s/]{1,253})):(\d{1,5})$/;

const EXPECTED = 'expected the host and port of something that always answers, such as 1.1.1.1:443';

const portOf = (written: string): number => Number(HOST_PORT.exec(written)?.[3] ?? 0);

const controlTarget = v.pipe(
  v.string(EXPECTED),
  v.check((written) => portOf(written) > 0 && portOf(written) <= 65_535, EXPECTED),
  v.transform((written): ControlTarget => {
    const [, bracketed, plain = ''] = HOST_PORT.exec(written) ?? [];
    return { host: bracketed ?? plain, port: portOf(written) };
  }),
);

/** `controlTargets:` of the config, and of a location. */
export const controlTargets = described(
  v.array(controlTarget, 'expected a list of hosts with ports, such as [1.1.1.1:443]'),
  'What tells a prober without network from targets that are down: while none of these `host:port` accepts a connection, failing checks open no incident, and count as missed probes.',
);
