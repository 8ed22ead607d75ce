import type { Check } from '../check.ts';
import type { BeatStore, Clock } from '../ports.ts';
import type { BeatSignal } from './beat.ts';

/** The call of a job, as either edge receives it. */
export interface BeatCall {
  readonly method: string;
  /** What follows `/heartbeats/`: `nightly%20backup/fail`. */
  readonly path: string;
  readonly authorization: string | undefined;
  /** What the job has to say; read only once the call is allowed. */
  readonly message: () => Promise<string>;
}

/** What taking a call needs of the world. */
export interface BeatPorts {
  readonly checkOf: (name: string) => Promise<Check | undefined>;
  readonly beats: Pick<BeatStore, 'record'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Fills `${secret:…}` in. */
  readonly fill: (text: string) => Promise<string>;
  /** Compares without telling in its time how much is the same. */
  readonly isSame: (given: string, wanted: string) => boolean;
}

/** What the job is told. */
export interface BeatAnswer {
  readonly status: number;
  readonly body: string;
}

/** For curl, and for jobs that can only fetch a URL. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/** What a job says is kept up to here. */
const MAX_MESSAGE_CHARS = 2_000;

/**
 * Takes the call of a job: `/heartbeats/<check>` when it has run, `/start` after it when it begins, `/fail` when it
 * failed, or its exit code, of which 0 alone is a success; with what it has to say as the body.
 */
export const takeBeat = async (call: BeatCall, ports: BeatPorts): Promise<BeatAnswer> => {
  if (!METHODS.has(call.method)) return { status: 405, body: 'GET, HEAD or POST' };
  const found = await meantBy(call.path, ports);
  if (!found) return { status: 404, body: 'no heartbeat check of this name in the config' };
  const { check, end } = found;
  if (!(await isAllowed(check, call.authorization, ports))) return { status: 401, body: UNAUTHORIZED };
  const message = (await call.message()).trim().slice(0, MAX_MESSAGE_CHARS);
  await ports.beats.record(check.name, {
    ...end,
    at: ports.clock.now(),
    ...(message !== '' && { message }),
  });
  return { status: 202, body: 'noted' };
};

const UNAUTHORIZED = 'send the token of the check: Authorization: Bearer …, or as the password of the URL';

type End = Pick<BeatSignal, 'kind' | 'exitCode'>;

/** A name may hold slashes, so the whole path is tried before its end is taken for more. */
const meantBy = async (
  path: string,
  { checkOf }: BeatPorts,
): Promise<{ readonly check: Check; readonly end: End } | undefined> => {
  const whole = decoded(path);
  const at = whole.lastIndexOf('/');
  const end = endOf(whole.slice(at + 1));
  const candidates = [
    { name: whole, end: { kind: 'success' } as const },
    ...(at > 0 && end ? [{ name: whole.slice(0, at), end }] : []),
  ];
  for (const { name, end: said } of candidates) {
    const check = await checkOf(name);
    if (check?.type === 'heartbeat') return { check, end: said };
  }
  return undefined;
};

const endOf = (word: string): End | undefined => {
  if (word === 'start') return { kind: 'start' };
  if (word === 'fail') return { kind: 'failure' };
  // 0 · 137
  if (!/^\d{1,3}$/.test(word)) return undefined;
  const exitCode = Number(word);
  return { kind: exitCode === 0 ? 'success' : 'failure', exitCode };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const isAllowed = async (
  { target }: Check,
  authorization: string | undefined,
  { fill, isSame }: BeatPorts,
): Promise<boolean> => {
  const { token } = target as { readonly token?: string };
  if (token === undefined) return true;
  const given = givenToken(authorization ?? '');
  return given !== '' && isSame(given, await fill(token));
};

/** `Bearer token`, or what `https://:token@host/` makes clients send. */
const givenToken = (authorization: string): string => {
  const [, scheme = '', value = ''] = /^(bearer|basic) (.{1,4096})$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return value;
  const pair = decodedBase64(value);
  return pair.slice(pair.indexOf(':') + 1);
};

const decodedBase64 = (text: string): string => {
  try {
    return atob(text);
  } catch {
    return '';
  }
};
