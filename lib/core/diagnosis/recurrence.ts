import type { CauseId } from '../causes/cause.ts';
import type { Recurrence } from './diagnosis.ts';
import type { Change } from './evidence.ts';

/** From so many incidents with one fingerprint on, mending it once more is not enough. */
export const REVIEW_FROM = 3;

const DAY_MS = 86_400_000;

const WORDS: Readonly<Record<'deploy' | 'capacity' | 'handling', readonly CauseId[]>> = {
  deploy: [
    'code.syntax',
    'code.missing_artifact',
    'code.exception',
    'datastore.schema',
    'web.config',
    'fs.permission',
  ],
  capacity: [
    'datastore.capacity',
    'datastore.contention',
    'resource.memory',
    'resource.timeout',
    'resource.disk_fd',
  ],
  handling: [
    'thirdparty.api',
    'network.dns_tls',
    'datastore.unreachable',
    'cloud.authz_throttle',
    'code.exception',
  ],
};

/** What a fault that keeps coming back asks for, each with the facts; empty below the count. */
export const reviewOf = (
  cause: CauseId,
  seen: Omit<Recurrence, 'review'>,
  facts: { readonly changes: readonly Change[]; readonly from: number },
): readonly string[] => {
  if (seen.count < facts.from) return [];
  const days = Math.max(1, Math.round((seen.lastSeenAt - seen.firstSeenAt) / DAY_MS));
  const often = `${seen.count} times in ${days} ${days === 1 ? 'day' : 'days'}`;
  const change = facts.changes.toSorted((one, other) => other.at - one.at)[0];
  return [
    ...(WORDS.deploy.includes(cause)
      ? [
          change
            ? `deployment procedure: ${often}, this time after ${change.what}; what test would have stopped it`
            : `deployment procedure: ${often}; what check before the switch-over would have stopped it`,
        ]
      : []),
    ...(WORDS.capacity.includes(cause)
      ? [`capacity: ${often}; compare the limit with the growth, and plan before it is reached`]
      : []),
    ...(WORDS.handling.includes(cause)
      ? [
          `error handling: ${often}; the application should answer without the part that fails (timeout, fallback, retry)`,
        ]
      : []),
    `alerting: ${often}; an alarm on what leads to it would come before the users do`,
  ];
};
