import { CAUSE_RULES, LOG_FORMATS, NOTIFIERS, PROBERS } from '../catalog.ts';
import type { Check } from '../core/check.ts';
import { controlTargetsAt, type Config } from '../core/config/config.ts';
import { inMaintenance } from '../core/config/maintenance.ts';
import { pingDeadMan } from '../core/dead-man.ts';
import { diagnoseIncident } from '../core/diagnosis/diagnose-incident.ts';
import { createRedactor } from '../core/logs/redact.ts';
import { notificationOf } from '../core/notify/notification-of.ts';
import { requestOf } from '../core/notify/request-of.ts';
import type { WorkPorts } from '../core/incident/work-ports.ts';
import type { Notifier } from '../core/notify/contract.ts';
import type {
  AlarmClock,
  BeatStore,
  Clock,
  ComponentResolver,
  EventBus,
  Randomness,
  SecretSource,
  Sender,
} from '../core/ports.ts';
import type { GetAwsCredentials } from '../core/probe/aws-credentials.ts';
import type { Prober } from '../core/probe/contract.ts';
import { createFill } from '../core/probe/create-fill.ts';
import { failingAttempts } from '../core/probe/failing-attempt.ts';
import type { ProbeResult } from '../core/probe/result.ts';
import { controlAnswers, createSelfCheck, type ControlTarget } from '../core/probe/self-check.ts';
import type { ProbeRun } from '../core/monitor.ts';
import { createRetryBudget, type RetryBudget } from '../core/retry/budget.ts';
import { runCheck } from '../core/run-check.ts';
import type { EnginePorts } from '../local/engine.ts';
import type { LocalStore } from '../local/sqlite/local-store.ts';

/** The embedded world: what the machine gives, as ports. */
export interface World {
  readonly clock: AlarmClock;
  readonly randomness: Randomness;
  readonly secrets: SecretSource;
  readonly resolver: ComponentResolver;
  readonly sender: Sender;
  /** Aborts when the process stops. */
  readonly signal: AbortSignal;
}

/** Loads a check type that the config was validated with. */
const proberOf = async (type: string): Promise<Prober> => {
  const load = PROBERS[type];
  if (!load) throw new Error(`check type ${type} is not in the catalog`);
  return load();
};

/** What of the world a probe needs; without beats, heartbeats cannot be judged. */
export type ProbeWorld = Pick<World, 'clock' | 'randomness' | 'secrets' | 'signal'> & {
  readonly beats?: Pick<BeatStore, 'last'>;
  readonly controlTargets: readonly ControlTarget[];
};

/** Probes one check from here. */
export const probeWith = (world: ProbeWorld, budget: RetryBudget) => {
  const { clock, randomness, signal, beats, controlTargets: targets } = world;
  // The file of secrets is at hand: what is changed in it holds at once.
  const fill = createFill({ ...world, secretsKeptMs: 0 });
  const look = { targets, tcp: () => proberOf('tcp'), embedded: true, signal };
  const online = createSelfCheck(() => controlAnswers(look), clock);
  const awsCredentials = awsCredentialsWith(clock);
  return async (check: Check, run: ProbeRun): Promise<ProbeResult> =>
    runCheck(check, await proberOf(check.type), {
      ...run,
      clock,
      randomness,
      signal,
      budget,
      fill,
      embedded: true,
      redact: createRedactor(),
      online,
      awsCredentials,
      ...(beats && { lastBeat: (name) => beats.last(name, clock.now()) }),
    });
};

/** The SDK is large, and few checks sign their requests. */
const awsCredentialsWith = (clock: Clock): GetAwsCredentials => {
  let loaded: Promise<GetAwsCredentials> | undefined;
  const load = async (): Promise<GetAwsCredentials> => {
    const { signingCredentials } = await import('../aws/signing-credentials.ts');
    return signingCredentials(clock);
  };
  return async (wanted) => (await (loaded ??= load()))(wanted);
};

/** Everything that the engine runs on, for one config. */
export const enginePorts = async (config: Config, store: LocalStore, world: World): Promise<EnginePorts> => {
  const probers = new Map<string, Prober>();
  for (const { type } of config.checks) probers.set(type, await proberOf(type));
  const describe = (check: Check): string => probers.get(check.type)?.describe(check.target) ?? check.name;
  return {
    metrics: store.metrics,
    results: store.results,
    monitor: {
      store: store.state,
      clock: world.clock,
      bus: NO_BUS,
      probe: probeWith(
        { ...world, beats: store.beats, controlTargets: controlTargetsAt(config, 'home') },
        createRetryBudget(),
      ),
      failingOf: (check, result) =>
        failingAttempts(result, { target: describe(check), redact: createRedactor() }),
    },
    work: workPorts(config, store, world),
    ...(config.deadMan !== undefined && { ping: () => pingDeadMan(config.deadMan ?? '', world) }),
  };
};

/** Nobody on this machine listens to events; the webhook notifier is what programs subscribe to. */
const NO_BUS: EventBus = { publish: async () => undefined };

const workPorts = (config: Config, { state }: LocalStore, world: World): WorkPorts => {
  const { clock, secrets, resolver, sender } = world;
  const byName = new Map(config.checks.map((check) => [check.name, check]));
  const load = async (type: string): Promise<Notifier> =>
    (await NOTIFIERS[type]?.()) ?? unknownNotifier(type);
  const channels = { configured: config.notifiers, load, secrets };
  const engine = { clock, resolver, store: state, formats: LOG_FORMATS, rules: CAUSE_RULES };
  return {
    store: state,
    clock,
    bus: NO_BUS,
    sender,
    isMuted: async (name) => isMuted(config, byName.get(name), clock),
    checkOf: (name) => byName.get(name),
    diagnose: (incident, signal) =>
      diagnoseIncident(incident, byName.get(incident.checkName), { ...engine, signal }),
    notificationOf: (incident, kind) =>
      notificationOf(incident, { kind, at: clock.now(), check: byName.get(incident.checkName) }),
    requestOf: (channel, notification) => requestOf(channel, notification, channels),
  };
};

const isMuted = (config: Config, check: Check | undefined, clock: Clock): boolean =>
  check !== undefined && inMaintenance(check, config.maintenance, clock.now());

const unknownNotifier = (type: string): never => {
  throw new Error(`notifier type ${type} is not in the catalog`);
};
