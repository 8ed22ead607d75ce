import type { Diagnosis, Remedy, SnippetLine } from '../diagnosis/diagnosis.ts';
import type { Detail, Notification } from './contract.ts';
import { headlineOf } from './headline.ts';
import { stormText } from './storm-text.ts';

/** What a message says, before a channel gives it a form. Nothing in it is escaped yet. */
export interface Message {
  /** For the colour: trouble, unease, relief. */
  readonly mood: 'down' | 'degraded' | 'up';
  readonly headline: string;
  readonly facts: readonly Fact[];
  readonly snippet: readonly SnippetLine[];
  readonly remedy: readonly Remedy[];
  readonly links: readonly Link[];
}

/** A row of a message. Code is shown as it is, prose as a sentence. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly form: 'prose' | 'code';
}

interface Link {
  readonly label: string;
  readonly url: string;
}

const CORRELATIONS = {
  request: 'these log lines belong to the failing request itself',
  connection: 'these log lines come from the connection of the failing request',
  window: 'these log lines come from the time of the failure; none carries the request id',
} as const;

/** Further gaps and remedies are for the page behind the link. */
const MAX_GAPS = 2;
const MAX_REMEDIES = 3;
const MAX_REVIEWS = 2;

/** Puts a notification into words: first what is the matter, then why we think so, then what to do. */
export const messageOf = (notification: Notification, detail: Detail): Message => {
  const { kind, incident } = notification;
  const told = { headline: headlineOf(notification, detail), links: linksOf(notification) };
  if (kind === 'resolved') return { mood: 'up', ...told, ...NOTHING };
  if (detail === 'link') return { mood: incident.severity, ...told, ...NOTHING };
  const { diagnosis } = incident;
  return {
    mood: incident.severity,
    ...told,
    facts: [...sight(notification), ...(diagnosis ? reasons(diagnosis) : [])],
    snippet: detail === 'full' ? (diagnosis?.snippet ?? []) : [],
    remedy: (diagnosis?.remedy ?? []).slice(0, MAX_REMEDIES),
  };
};

const NOTHING: Pick<Message, 'facts' | 'snippet' | 'remedy'> = { facts: [], snippet: [], remedy: [] };

/** What the probe saw, and how often. */
const sight = ({ incident, check }: Notification): readonly Fact[] => {
  const last = incident.failing.at(-1);
  if (!last) return [];
  const { locations, elsewhere = [] } = incident;
  const isElsewhere = [...locations, ...elsewhere].some((place) => place !== 'home');
  const places = isElsewhere ? ` from ${locations.join(', ')}` : '';
  return [
    prose('what', check.description),
    code('seen', `${check.target}: ${last.failure.message}${places}`),
    prose('since', `${new Date(incident.openedAt).toISOString().slice(0, 19)}Z, ${incident.reason}`),
    prose('up from', elsewhere.length > 0 ? elsewhere.join(', ') : undefined),
    prose('also', stormText(incident.storm)),
  ].flatMap(present);
};

const reasons = (diagnosis: Diagnosis): readonly Fact[] => {
  const { cause, correlation, exception } = diagnosis;
  const frame = exception?.inAppFrame;
  return [
    prose('why', cause ? `${cause.summary} (${percent(cause.confidence)} sure)` : undefined),
    prose('logs', correlation && diagnosis.snippet.length > 0 ? CORRELATIONS[correlation] : undefined),
    code('exception', exception ? firstLine(`${exception.type}: ${exception.message}`) : undefined),
    code(
      'in your code',
      frame
        ? `${frame.file}:${frame.line}${frame.function === null ? '' : ` in ${frame.function}`}`
        : undefined,
    ),
    ...(cause ? [] : gaps(diagnosis)),
    prose('before', recurrence(diagnosis)),
    ...reviews(diagnosis),
  ].flatMap(present);
};

type Candidate = Omit<Fact, 'text'> & { readonly text: string | undefined };

const prose = (label: string, text: string | undefined): Candidate => ({ label, text, form: 'prose' });

const code = (label: string, text: string | undefined): Candidate => ({ label, text, form: 'code' });

const present = ({ text, ...rest }: Candidate): readonly Fact[] =>
  text === undefined || text === '' ? [] : [{ ...rest, text }];

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const gaps = (diagnosis: Diagnosis): readonly Candidate[] =>
  diagnosis.gaps
    .slice(0, MAX_GAPS)
    .map(({ missing, fix }) => prose('not seen', fix === undefined ? missing : `${missing}; ${fix}`));

const reviews = ({ recurrence: known }: Diagnosis): readonly Candidate[] =>
  (known?.review ?? []).slice(0, MAX_REVIEWS).map((each) => prose('review', each));

const recurrence = ({ recurrence: known }: Diagnosis): string | undefined => {
  if (!known || known.count === 0) return undefined;
  return `${known.count} times since ${new Date(known.firstSeenAt).toISOString().slice(0, 10)}`;
};

const linksOf = ({ check, link }: Notification): readonly Link[] => [
  ...(check.runbook === undefined ? [] : [{ label: 'runbook', url: check.runbook }]),
  ...(link === undefined ? [] : [{ label: 'incident', url: link }]),
];
