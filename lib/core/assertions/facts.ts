import type { Body, Certificate, Observation } from '../probe/observation.ts';
import type { EpochMs } from '../time.ts';
import type { Assertion } from './assertion.ts';
import { holdsMissing } from './holds.ts';
import { selectJson } from './json-path.ts';

/** What a fact's name led to: its values (none when it is missing), or why it cannot be read. */
export type Reading =
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Reads the facts of one observation; the body is parsed once, and only when somebody asks for JSON. */
export const factReader = (observation: Observation, now: EpochMs): ((assertion: Assertion) => Reading) => {
  let parsed: Parsed | undefined;
  return (assertion) => {
    if (needsWholeBody(assertion) && observation.body?.truncated) return unreadable(cut(observation.body));
    if (assertion.fact !== 'json') return present(plainFact(observation, assertion, now));
    parsed ??= parseBody(observation);
    return parsed.ok ? select(parsed.document, assertion.selector ?? '$') : unreadable(parsed.why);
  };
};

/** What was found in a part is found in the whole; that something is nowhere in it is not. */
const needsWholeBody = ({ fact, relation }: Assertion): boolean =>
  fact === 'bodySize' || fact === 'bodySha256' || (fact === 'body' && holdsMissing(relation));

const cut = ({ bytes }: Body): string => `body cut at ${bytes} bytes`;

const unreadable = (why: string): Reading => ({ kind: 'unreadable', why });

const present = (value: unknown): Reading => ({ kind: 'values', values: value === undefined ? [] : [value] });

type Read = (observation: Observation, selector: string, now: EpochMs) => unknown;

const READERS: Readonly<Record<string, Read>> = {
  failure: ({ failure }) => failure && [failure.kind, ...(failure.code === undefined ? [] : [failure.code])],
  status: ({ status }) => status,
  latency: ({ phases, durationMs }, phase) =>
    phase === '' ? durationMs : phases[phase as keyof Observation['phases']],
  header: ({ headers }, name) => headers?.[name],
  body: ({ body }) => body?.text,
  bodySize: ({ body }) => body?.bytes,
  redirect: ({ redirects }) => redirects?.at(-1),
  protocol: ({ protocol }) => protocol,
  certificateExpiry: ({ certificate }, _selector, now) =>
    certificate && (certificate.chainValidTo ?? certificate.validTo) - now,
  domainExpiry: ({ values }, _selector, now) => {
    const expires = values?.['domainExpires'];
    return typeof expires === 'string' ? Date.parse(expires) - now : undefined;
  },
  certificate: ({ certificate }, part) => certificate?.[part as keyof Certificate],
};

const plainFact = (observation: Observation, { fact, selector = '' }: Assertion, now: EpochMs): unknown => {
  const read = READERS[fact];
  return read ? read(observation, selector, now) : observation.values?.[fact];
};

type Parsed =
  | { readonly ok: true; readonly document: unknown }
  | { readonly ok: false; readonly why: string };

const parseBody = ({ body }: Observation): Parsed => {
  if (!body || body.text === '') return { ok: false, why: 'no body' };
  if (body.truncated) return { ok: false, why: cut(body) };
  try {
    return { ok: true, document: JSON.parse(body.text) };
  } catch {
    return { ok: false, why: `not JSON: ${body.text}` };
  }
};

const select = (document: unknown, path: string): Reading => {
  try {
    return { kind: 'values', values: selectJson(document, path) };
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
};
