import type { AwsCredentials } from '../../../core/probe/aws-credentials.ts';
import type { AttemptContext } from '../../../core/probe/contract.ts';
import type { Auth, SigV4 } from './auth-entry.ts';
import { fillText } from './fill-texts.ts';
import type { HttpTarget } from './http-entries.ts';
import type { HttpRequest } from './message.ts';

type Headers = readonly (readonly [name: string, value: string])[];

/** What a proof of identity is made for. */
export interface AuthFor {
  readonly request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;
  /** Whether what is remembered was refused. */
  readonly fresh: boolean;
  readonly way: Way;
}

/** The way that the check takes, which its token takes too: a proxy is often the only one out. */
export type Way = Partial<Pick<HttpTarget, 'ipVersion' | 'resolver' | 'proxy'>>;

/** The headers that prove who the check is. What few checks need is loaded when one needs it. */
export const authHeaders = async (
  auth: NonNullable<Auth>,
  context: AttemptContext,
  { request, fresh, way }: AuthFor,
): Promise<Headers> => {
  const { fill } = context;
  if ('bearer' in auth) return [['Authorization', `Bearer ${await fillText(auth.bearer, fill)}`]];
  if ('apiKey' in auth) return [[auth.apiKey.header, await fillText(auth.apiKey.value, fill)]];
  if ('oauth2' in auth) {
    const { oauth2Token } = await import('./oauth2-token.ts');
    return [['Authorization', `Bearer ${await oauth2Token(auth.oauth2, context, { fresh, way })}`]];
  }
  if ('sigv4' in auth) {
    const { signV4 } = await import('./sign-v4.ts');
    const { region, service } = auth.sigv4;
    return signV4(request, await signerOf(auth.sigv4, context), { region, service, at: new Date() });
  }
  const { username, password } = auth.basic;
  return [['Authorization', basic(await fillText(username, fill), await fillText(password, fill))]];
};

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** The check's own keys, those of its role, or those of whoever runs this: Lambda puts its own into the environment. */
const signerOf = async (
  { accessKeyId, secretAccessKey = '', sessionToken, roleArn, region }: SigV4,
  { fill, awsCredentials }: AttemptContext,
): Promise<AwsCredentials> => {
  if (accessKeyId !== undefined)
    return {
      accessKeyId: await fillText(accessKeyId, fill),
      secretAccessKey: await fillText(secretAccessKey, fill),
      sessionToken: sessionToken === undefined ? undefined : await fillText(sessionToken, fill),
    };
  const own = roleArn === undefined ? environmentKeys() : undefined;
  if (own) return own;
  if (!awsCredentials) throw new Error(NO_CREDENTIALS);
  return awsCredentials({ region, ...(roleArn !== undefined && { roleArn }) });
};

const NO_CREDENTIALS =
  'no AWS credentials here: give `accessKeyId` and `secretAccessKey`, or set them in the environment';

const environmentKeys = (): AwsCredentials | undefined => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  return AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined
    ? undefined
    : {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN,
      };
};
