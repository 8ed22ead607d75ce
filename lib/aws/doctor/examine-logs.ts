import type { ComponentRef } from '../../core/diagnosis/component.ts';
import { logSample, SAMPLE_BYTES, SAMPLE_WINDOW_MS } from '../../core/doctor/log-sample.ts';
import type { LogFormat } from '../../core/logs/format.ts';
import type { Clock, ComponentResolver, LogSource } from '../../core/ports.ts';
import type { PlanFolder } from '../plan-folder.ts';
import { someNames } from './some-names.ts';
import type { DoctorCall, ExaminedComponent, LogsAnswer } from './doctor-call.ts';

/** What examining logs needs of the world. */
export interface ExamineLogsPorts {
  readonly plan: Pick<PlanFolder, 'hash' | 'settings' | 'checksIn'>;
  readonly resolver: Pick<ComponentResolver, 'logs'>;
  readonly clock: Clock;
  readonly formats: readonly LogFormat[];
}

/** One call answers so many, since reading is paced for the sake of the account's other readers. */
const COMPONENTS_PER_CALL = 25;

/** Tries to read the newest records of every component's logs, as a diagnosis would. */
export const examineLogs = async (
  { skip }: DoctorCall['doctor'],
  ports: ExamineLogsPorts,
  signal: AbortSignal,
): Promise<LogsAnswer> => {
  const all = await componentsOf(ports.plan);
  const wanted = all.slice(skip, skip + COMPONENTS_PER_CALL);
  const components = await Promise.all(wanted.map((each) => examine(each, ports, signal)));
  return { plan: await ports.plan.hash(), components, count: all.length };
};

type Known = Pick<ExaminedComponent, 'component' | 'checks'>;

/** Each component once, in the order of the plan, with who names it. */
const componentsOf = async (plan: ExamineLogsPorts['plan']): Promise<readonly Known[]> => {
  const [checks, { diagnoseAlarms }] = await Promise.all([
    plan.checksIn({ from: 0, to: 1 }),
    plan.settings(),
  ]);
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

const examine = async (
  { component, checks }: Known,
  { resolver, clock, formats }: ExamineLogsPorts,
  signal: AbortSignal,
): Promise<ExaminedComponent> => {
  try {
    const { sources, gaps } = await resolver.logs(component);
    const to = clock.now();
    const query = { from: to - SAMPLE_WINDOW_MS, to, ids: [], maxBytes: SAMPLE_BYTES, signal };
    const sampled = async (source: LogSource) => logSample(source.name, await source.read(query), formats);
    return { component, checks, gaps, samples: await Promise.all(sources.map(sampled)) };
  } catch (error) {
    return { component, checks, gaps: [{ missing: String(error) }], samples: [] };
  }
};
