import type { Case, Judgement } from './arbitrate.ts';
import { datastoreOf } from './datastore.ts';
import type { Candidate, Clue } from './evidence.ts';
import { look } from './seen.ts';

/** Records whose words may complete a name; the heaviest know best. */
const MAX_LOOKED_AT = 40;

/** The server's own log: what fails there is the server, whatever file or port it names. */
const SERVERS = /^(postgres|mysql|mariadb|redis|mongodb)/;

/** Records of one breath. */
const NEARBY = 2;

/**
 * The component of the verdict, completed from what other records say of the same thing: the kind of a database from
 * the driver's exception, the address from the message of a retry.
 */
export const refineComponent = (
  { verdict }: Judgement,
  clues: readonly Clue[],
  candidates: readonly Candidate[],
): string | undefined => {
  if (!verdict) return undefined;
  const { component } = verdict.best.signal;
  const server = serverOf(verdict);
  if (server && !component.startsWith(server)) return server;
  if (component.includes(' ')) return withServer(component, candidates);
  return verdict.cause.startsWith('datastore.')
    ? namedDatastore(component, verdict, { clues, candidates })
    : (namedNearby(verdict.best, verdict.support) ?? component);
};

/** A proxy names the backend alone when none of its servers is left; its earlier lines say which these were. */
const withServer = (component: string, candidates: readonly Candidate[]): string => {
  const isBackend = /^http [\w.-]{1,100}$/.test(component);
  const servers = isBackend
    ? candidates.filter(({ signal }) => signal.component.startsWith(`${component}/`))
    : [];
  return servers[0]?.signal.component ?? component;
};

/** The server whose own log it is, unless its log tells of a fault of whoever asked it. */
const serverOf = ({ cause, best }: Case): string | undefined =>
  cause.startsWith('code.') ? undefined : SERVERS.exec(best.clue.record.format)?.[1];

const namedDatastore = (
  kind: string,
  { best }: Case,
  { clues, candidates }: { readonly clues: readonly Clue[]; readonly candidates: readonly Candidate[] },
): string => {
  const known = kind === 'database' ? (kindElsewhere(best.clue, clues) ?? kind) : kind;
  const full = candidates.find(({ signal }) => signal.component.startsWith(`${known} `));
  return full?.signal.component ?? known;
};

/** The same cause, said in the same breath with the name in it. */
const namedNearby = ({ clue }: Candidate, support: readonly Candidate[]): string | undefined =>
  support.find(
    (other) =>
      other.signal.component.includes(' ') &&
      other.clue.record.source === clue.record.source &&
      Math.abs(other.clue.index - clue.index) <= NEARBY,
  )?.signal.component;

const kindElsewhere = (own: Clue, clues: readonly Clue[]): string | undefined => {
  for (const { record } of clues.filter(({ tie }) => tie.tier === own.tie.tier).slice(0, MAX_LOOKED_AT)) {
    const kind = datastoreOf(look(record));
    if (kind !== undefined && kind !== 'database') return kind;
  }
  return undefined;
};
