import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';

import { fillReferences } from '../core/config/references.ts';
import { keepSecrets } from '../core/probe/keep-secrets.ts';
import { takeBeat, type BeatPorts } from '../core/probe/take-beat.ts';
import { systemClock } from '../system/clock.ts';
import { sameText } from '../system/same-text.ts';
import { dynamoBeats } from './dynamo/beats.ts';
import { setting } from './environment.ts';
import type { PlanFolder } from './plan-folder.ts';
import { awsSecretSource } from './secret-source.ts';

/** What a function URL gives its function; of it, what we use. */
export interface UrlEvent {
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: { readonly http: { readonly method: string } };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** What it takes back. */
export interface UrlAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A rotated token is noticed after this time; who sends wrong ones must not make us ask for it each time. */
const TOKEN_FRESH_MS = 60_000;

/** Puts the heartbeat function together: it takes the calls of jobs. */
export const heartbeatFunction = (plan: Pick<PlanFolder, 'check'>) => {
  const secrets = awsSecretSource({ secrets: new SecretsManagerClient({}), parameters: new SSMClient({}) });
  const readSecret = keepSecrets(secrets, systemClock, TOKEN_FRESH_MS);
  return answerCalls({
    checkOf: (name) => plan.check(name),
    beats: dynamoBeats({ client: new DynamoDBClient({}), name: setting('table') }),
    clock: systemClock,
    fill: (text) => fillReferences(text, (reference) => readSecret(reference, false)),
    isSame: sameText,
  });
};

const PREFIX = '/heartbeats/';

/** Answers calls. One that cannot be noted throws: the job gets a 502 and can call again, and the alarm on errors says so. */
export const answerCalls =
  (ports: BeatPorts) =>
  async (event: UrlEvent): Promise<UrlAnswer> => {
    const { rawPath, headers, requestContext } = event;
    if (!rawPath.startsWith(PREFIX)) return answer(404, `there is ${PREFIX}<check>`);
    const call = {
      method: requestContext.http.method,
      path: rawPath.slice(PREFIX.length),
      authorization: headers['authorization'],
      message: async () => bodyOf(event),
    };
    const { status, body } = await takeBeat(call, ports);
    return answer(status, body);
  };

const answer = (statusCode: number, body: string): UrlAnswer => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body,
});

const bodyOf = ({ body = '', isBase64Encoded = false }: UrlEvent): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
