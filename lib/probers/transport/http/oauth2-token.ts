import type { AttemptContext } from '../../../core/probe/contract.ts';
import { startTrace } from '../trace.ts';
import type { OAuth2 } from './auth-entry.ts';
import type { Way } from './auth-headers.ts';
import { fillText } from './fill-texts.ts';
import type { HttpRequest } from './message.ts';
import { requestOver } from './request-over.ts';

/** A token is given up this long before its end, so that it does not end on the way. */
const SAFETY_MS = 60_000;

/** Servers that do not say how long a token lives mostly mean an hour. */
const DEFAULT_LIFE_S = 3_600;

const MAX_TOKEN_BYTES = 65_536;

interface Token {
  readonly value: string;
  readonly until: number;
}

const tokens = new Map<string, Promise<Token>>();

/** A token for these client credentials, from memory until shortly before its end. Throws when none is given out. */
export const oauth2Token = async (
  oauth2: OAuth2,
  context: AttemptContext,
  { fresh, way }: { readonly fresh: boolean; readonly way: Way },
): Promise<string> => {
  const key = JSON.stringify(oauth2);
  const known = fresh ? undefined : await tokens.get(key)?.catch(() => undefined);
  if (known && known.until > performance.now()) return known.value;
  const asked = askForToken(oauth2, context, way);
  tokens.set(key, asked);
  // A refusal is not remembered.
  asked.catch(() => tokens.delete(key));
  return (await asked).value;
};

const askForToken = async (oauth2: OAuth2, context: AttemptContext, way: Way): Promise<Token> => {
  // Half of the time is left for the request itself.
  const trace = await startTrace({ ...context, timeoutMs: context.timeoutMs / 2 });
  const { ipVersion = 'auto', resolver, proxy } = way;
  const target = { ...PLAIN, ipVersion, resolver, proxy };
  const outcome = await requestOver(target, await tokenRequest(oauth2, context.fill), trace);
  trace.finish();
  if (!outcome.ok) throw new Error(`token endpoint: ${outcome.failure.message}`);
  const { status, body } = outcome.value;
  const answer = parseJson(body.text);
  const { access_token: value, expires_in: life = DEFAULT_LIFE_S, error } = answer;
  if (status !== 200 || typeof value !== 'string')
    throw new Error(
      `token endpoint: status ${status}${typeof error === 'string' ? `, ${error.slice(0, 80)}` : ''}`,
    );
  return { value, until: performance.now() + Number(life) * 1_000 - SAFETY_MS };
};

const PLAIN = {
  http: 1.1,
  tls: undefined,
  bodySizeLimit: MAX_TOKEN_BYTES,
  connection: 'new',
} as const;

/** RFC 6749, 4.4.2. */
const tokenRequest = async (oauth2: OAuth2, fill: AttemptContext['fill']): Promise<HttpRequest> => {
  const url = new URL(await fillText(oauth2.tokenUrl, fill));
  const id = await fillText(oauth2.clientId, fill);
  const secret = await fillText(oauth2.clientSecret, fill);
  const inHeader = oauth2.clientAuth === 'header';
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(oauth2.scope !== undefined && { scope: oauth2.scope }),
    ...(oauth2.audience !== undefined && { audience: oauth2.audience }),
    ...(oauth2.resource !== undefined && { resource: oauth2.resource }),
    ...(!inHeader && { client_id: id, client_secret: secret }),
  });
  const body = Buffer.from(form.toString());
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return {
    method: 'POST',
    url,
    headers: [
      ['Host', url.host],
      ['Accept', 'application/json'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Content-Length', String(body.length)],
      ...(inHeader ? [['Authorization', `Basic ${Buffer.from(pair).toString('base64')}`] as const] : []),
    ],
    body,
  };
};

const parseJson = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
