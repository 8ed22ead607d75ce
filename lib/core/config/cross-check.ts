import type { Check } from '../check.ts';
import { DEADLINE_MARGIN_MS } from './build-check.ts';
import type { Edge } from './config.ts';
import type { CheckType } from './check-schema.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { problemAt, type Place, type Problem } from './problem.ts';
import { namesPrivateHost } from './reach-of.ts';
import { locate, valueOf, type SourceMap } from './source.ts';
import { didYouMean } from './suggest.ts';

/** A check with the place that it came from. */
export interface PlacedCheck {
  readonly check: Check;
  readonly source: SourceMap;
  readonly type: Pick<CheckType, 'only' | 'leastInterval'>;
}

/** What one key says that another does not allow. */
export interface Known {
  readonly edge: Edge;
  readonly notifiers: readonly string[];
  /** Undefined when the locations themselves are wrong. */
  readonly locations: readonly string[] | undefined;
}

type Say = (keys: readonly (string | number)[], message: string) => Problem;

/** Problems that show only when keys, or checks, are seen together. */
export const crossCheck = (checks: readonly PlacedCheck[], known: Known): readonly Problem[] =>
  checks.flatMap((placed) => {
    const { check, source } = placed;
    const say: Say = (keys, message) => {
      const { place, path } = locate(source, keys);
      // A default is fine for one check and wrong for another.
      const whose = path.startsWith(source.path) ? '' : ` (check ${JSON.stringify(check.name)})`;
      return problemAt(place, path, `${message}${whose}`);
    };
    return [
      ...pace(placed, known, say),
      ...times(check, say),
      ...references(check, known, say),
      ...counts(check, known, say),
      ...privacy(check, known, say),
      ...embeddedOnly(check, known, say),
      ...place(placed, known, say),
      ...guarded(check, known, say),
    ];
  });

/** A name that is used again; the names of wrong checks count too. */
export const duplicates = (checks: readonly SourceMap[]): readonly Problem[] => {
  const first = new Map<string, Place>();
  return checks.flatMap((check) => {
    const node = valueOf(check, 'name');
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') return [];
    const earlier = first.get(node.value);
    if (!earlier) {
      first.set(node.value, node.place);
      return [];
    }
    const message = `duplicate name ${JSON.stringify(node.value)}, first used at ${earlier.file}:${earlier.line}`;
    return [problemAt(node.place, node.path, message)];
  });
};

/** Below it the cost of Lambda, SQS and metrics grows faster than what is learnt. */
const AWS_MIN_INTERVAL_MS = 10_000;

const pace = ({ check, type }: PlacedCheck, { edge }: Known, say: Say): readonly Problem[] => {
  const { intervalMs } = check;
  const got = `got ${formatDuration(intervalMs)}`;
  const { leastInterval } = type;
  if (leastInterval !== undefined && intervalMs < (parseDuration(leastInterval) ?? 0))
    return [say(['interval'], `expected at least ${leastInterval} for a ${check.type}, ${got}`)];
  return edge === 'aws' && intervalMs < AWS_MIN_INTERVAL_MS
    ? [say(['interval'], `expected at least 10s on AWS, ${got}`)]
    : [];
};

const times = (check: Check, say: Say): readonly Problem[] => {
  const { intervalMs, deadlineMs, timeoutMs } = check;
  const most = intervalMs - DEADLINE_MARGIN_MS;
  if (deadlineMs > most) {
    const room = `interval (${formatDuration(intervalMs)}) - 1s`;
    return [say(['deadline'], `expected at most ${room}, got ${formatDuration(deadlineMs)}`)];
  }
  if (timeoutMs <= deadlineMs) return [];
  const limit = `the probe's deadline (${formatDuration(deadlineMs)})`;
  return [
    say(
      ['timeout'],
      `expected at most ${limit}, got ${formatDuration(timeoutMs)}; lower it or raise interval`,
    ),
  ];
};

const references = (check: Check, known: Known, say: Say): readonly Problem[] => {
  const unknown = (word: string, names: readonly string[], all: readonly string[], keys: readonly string[]) =>
    names.flatMap((each, index) =>
      all.includes(each)
        ? []
        : [say([...keys, index], `unknown ${word} ${JSON.stringify(each)}${didYouMean(each, all)}`)],
    );
  return [
    ...unknown('notifier', check.alert.notify, known.notifiers, ['alert', 'notify']),
    ...(known.locations ? unknown('location', check.locations, known.locations, ['locations']) : []),
  ];
};

const counts = (check: Check, known: Known, say: Say): readonly Problem[] => {
  const { flaky, quorum } = check.alert;
  const voters = check.locations.length;
  return [
    ...(flaky.count > flaky.of
      ? [say(['alert', 'flaky', 'count'], `expected at most \`of\` (${flaky.of}), got ${flaky.count}`)]
      : []),
    ...(known.locations && typeof quorum === 'number' && quorum > voters
      ? [say(['alert', 'quorum'], `expected at most the number of locations (${voters}), got ${quorum}`)]
      : []),
  ];
};

const privacy = (check: Check, { edge }: Known, say: Say): readonly Problem[] =>
  edge === 'aws' && check.reach === 'public' && namesPrivateHost(check.target)
    ? [say([hostKey(check)], 'a private address is not reached unless the check says reach: private')]
    : [];

const hostKey = ({ target }: Check): string =>
  typeof target === 'object' && target !== null && 'url' in target ? 'url' : 'host';

/** What only the machine that runs whydown can read. */
const EMBEDDED_KINDS: ReadonlySet<string> = new Set(['file', 'command', 'journald', 'docker', 'git']);

const embeddedOnly = (check: Check, { edge }: Known, say: Say): readonly Problem[] =>
  edge === 'embedded'
    ? []
    : check.components.flatMap(({ kind }, index) =>
        EMBEDDED_KINDS.has(kind)
          ? [
              say(
                ['diagnose', 'components', index, kind],
                `${kind} is read by "whydown run" only; on AWS name a logGroup, a lambda or another resource`,
              ),
            ]
          : [],
      );

/** Types that cannot be probed from everywhere. */
const place = ({ check, type: { only } }: PlacedCheck, { edge }: Known, say: Say): readonly Problem[] => {
  if (only === 'embedded' && edge === 'aws')
    return [say(['type'], `${check.type} works with "whydown run" only`)];
  if (only === undefined || check.locations.every((each) => each === 'home')) return [];
  return [say(['locations'], `a ${check.type} is probed at home alone; write locations: [home]`)];
};

/** The URL of the heartbeat function is open to everybody. */
const guarded = ({ type, target }: Check, { edge }: Known, say: Say): readonly Problem[] =>
  edge === 'aws' && type === 'heartbeat' && (target as { readonly token?: string }).token === undefined
    ? [say([], 'a heartbeat on AWS needs a token, for anybody can call its URL: token: ${secret:NAME#key}')]
    : [];
