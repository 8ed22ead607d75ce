import type { Config } from '../config/config.ts';
import type { ComponentRef } from '../diagnosis/component.ts';
import type { Gap } from '../diagnosis/diagnosis.ts';
import type { LogFormat } from '../logs/format.ts';
import type { Clock, ComponentResolver, LogSource } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import { logSample, SAMPLE_BYTES, type LogSample } from './log-sample.ts';
import { someNames } from './some-names.ts';

/** A component, and who names it. */
export interface NamedComponent {
  readonly component: ComponentRef;
  /** Names of some of the checks that it stands behind. */
  readonly checks: readonly string[];
}

/** A component as it was found: what of it cannot be read, and what the newest records of its logs are like. */
export interface ExaminedComponent extends NamedComponent {
  readonly gaps: readonly Gap[];
  readonly samples: readonly LogSample[];
}

/** What examining components needs of the world. */
export interface ExaminePorts {
  readonly resolver: Pick<ComponentResolver, 'logs'>;
  readonly clock: Clock;
  readonly formats: readonly LogFormat[];
  /** How far back the newest records may lie. */
  readonly windowMs: Milliseconds;
}

/** Each component of a config once, in the order of the config. */
export const namedComponents = ({
  checks,
  diagnoseAlarms,
}: Pick<Config, 'checks' | 'diagnoseAlarms'>): readonly NamedComponent[] => {
  const named = [
    ...checks.flatMap(({ name, components }) => components.map((component) => ({ name, component }))),
    ...diagnoseAlarms.flatMap(({ components }) =>
      components.map((component) => ({ name: 'diagnoseAlarms', component })),
    ),
  ];
  const groups = Map.groupBy(named, ({ component }) => JSON.stringify(component));
  return [...groups].map(([key, users]) => ({
    component: JSON.parse(key) as ComponentRef,
    checks: someNames(users.map(({ name }) => name)),
  }));
};

/** Tries to read the newest records of each, as a diagnosis would. */
export const examineComponents = (
  components: readonly NamedComponent[],
  ports: ExaminePorts,
  signal: AbortSignal,
): Promise<readonly ExaminedComponent[]> =>
  Promise.all(components.map((each) => examine(each, ports, signal)));

const examine = async (
  named: NamedComponent,
  { resolver, clock, formats, windowMs }: ExaminePorts,
  signal: AbortSignal,
): Promise<ExaminedComponent> => {
  try {
    const { sources, gaps } = await resolver.logs(named.component);
    const to = clock.now();
    const query = { from: to - windowMs, to, ids: [], maxBytes: SAMPLE_BYTES, signal };
    const sampled = async (source: LogSource) => logSample(source.name, await source.read(query), formats);
    return { ...named, gaps, samples: await Promise.all(sources.map(sampled)) };
  } catch (error) {
    return { ...named, gaps: [{ missing: String(error) }], samples: [] };
  }
};
