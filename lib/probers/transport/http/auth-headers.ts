import type { AttemptContext } from '../../../core/probe/contract.ts';
import type { Auth, SigV4 } from './auth-entry.ts';
import { fillText } from './fill-texts.ts';
import type { HttpRequest } from './message.ts';
import type { AwsCredentials } from './sign-v4.ts';

type Headers = readonly (readonly [name: string, value: string])[];

/** What a proof of identity is made for. */
export interface AuthFor {
  readonly request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;
  /** Whether what is remembered was refused. */
  readonly fresh: boolean;
}

/** The headers that prove who the check is. What few checks need is loaded when one needs it. */
export const authHeaders = async (
  auth: NonNullable<Auth>,
  context: AttemptContext,
  { request, fresh }: AuthFor,
): Promise<Headers> => {
  const { fill } = context;
  if ('bearer' in auth) return [['Authorization', `Bearer ${await fillText(auth.bearer, fill)}`]];
  if ('apiKey' in auth) return [[auth.apiKey.header, await fillText(auth.apiKey.value, fill)]];
  if ('oauth2' in auth) {
    const { oauth2Token } = await import('./oauth2-token.ts');
    return [['Authorization', `Bearer ${await oauth2Token(auth.oauth2, context, { fresh })}`]];
  }
  if ('sigv4' in auth) {
    const { signV4 } = await import('./sign-v4.ts');
    const { region, service } = auth.sigv4;
    return signV4(request, await awsCredentials(auth.sigv4, fill), { region, service, at: new Date() });
  }
  const { username, password } = auth.basic;
  return [['Authorization', basic(await fillText(username, fill), await fillText(password, fill))]];
};

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** The check's own keys, or those of the function's role, which Lambda puts into the environment. */
const awsCredentials = async (
  { accessKeyId, secretAccessKey, sessionToken }: SigV4,
  fill: AttemptContext['fill'],
): Promise<AwsCredentials> => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const own = accessKeyId !== undefined;
  const id = accessKeyId ?? AWS_ACCESS_KEY_ID;
  const secret = own ? secretAccessKey : AWS_SECRET_ACCESS_KEY;
  const token = own ? sessionToken : AWS_SESSION_TOKEN;
  if (id === undefined || secret === undefined)
    throw new Error(
      'no AWS credentials: give `accessKeyId` and `secretAccessKey`, or set them in the environment',
    );
  return {
    accessKeyId: await fillText(id, fill),
    secretAccessKey: await fillText(secret, fill),
    sessionToken: token === undefined ? undefined : await fillText(token, fill),
  };
};
