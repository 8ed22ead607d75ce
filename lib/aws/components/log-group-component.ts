import { parseArn } from './arn.ts';
import type { ComponentPlace, ComponentReader } from './component-reader.ts';
import { groupsByPrefix } from './groups-by-prefix.ts';

const NOTHING_ELSE = { changes: [], resource: async () => undefined, metrics: async () => [] };

/** A log group that the config names itself. */
export const logGroupComponent = (nameOrArn: string, { account }: ComponentPlace): ComponentReader => {
  const arn = parseArn(nameOrArn);
  const name = arn?.resource.replace(/^log-group:/, '').replace(/:\*$/, '') ?? nameOrArn;
  const group = account === undefined ? name : nameOrArn.replace(/:\*$/, '');
  return { title: `log group ${name}`, groups: async () => ({ groups: [group], gaps: [] }), ...NOTHING_ELSE };
};

/** All log groups whose names begin so. */
export const logGroupPrefixComponent = (prefixOrArn: string, place: ComponentPlace): ComponentReader => ({
  title: `log groups ${prefixOrArn}`,
  groups: () => groupsByPrefix(prefixIn(prefixOrArn), place),
  ...NOTHING_ELSE,
});

// arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/
const prefixIn = (prefixOrArn: string): string =>
  parseArn(prefixOrArn)
    ?.resource.replace(/^log-group:/, '')
    .replace(/:?\*$/, '') ?? prefixOrArn;
