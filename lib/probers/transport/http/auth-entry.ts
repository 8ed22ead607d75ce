import * as v from 'valibot';

import { described, httpUrl, text } from '../../../core/config/fields.ts';

const basic = v.strictObject({
  basic: v.strictObject({ username: v.string(), password: v.string() }),
});

const bearer = v.strictObject({ bearer: text('expected a token, best as ${secret:NAME#key}') });

const apiKey = v.strictObject({
  apiKey: v.strictObject({ header: v.optional(text(), 'X-API-Key'), value: text() }),
});

const oauth2 = v.strictObject({
  oauth2: v.strictObject({
    tokenUrl: httpUrl(),
    clientId: text(),
    clientSecret: text(),
    scope: v.optional(text()),
    audience: v.optional(text()),
    resource: v.optional(described(text(), 'What the token is for (RFC 8707).')),
    clientAuth: v.optional(
      described(
        v.picklist(['header', 'body']),
        'Where the client says who it is; RFC 6749 prefers the header.',
      ),
      'header',
    ),
  }),
});

const ROLE_EXPECTED = 'expected the ARN of a role, such as arn:aws:iam::123456789012:role/prober';

const roleArn = v.pipe(
  v.string(ROLE_EXPECTED),
  v.regex(/^arn:[\w-]{1,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, ROLE_EXPECTED),
);

const sigv4 = v.strictObject({
  sigv4: v.pipe(
    v.strictObject({
      service: described(text(), '`execute-api`, `lambda`, `s3`, …'),
      region: text(),
      roleArn: v.optional(described(roleArn, 'A role to assume first, also of another account.')),
      accessKeyId: v.optional(
        described(text(), 'Those of the function, the machine or the role when the keys are left out.'),
      ),
      secretAccessKey: v.optional(text()),
      sessionToken: v.optional(text()),
    }),
    v.check(
      ({ accessKeyId, secretAccessKey }) => (accessKeyId === undefined) === (secretAccessKey === undefined),
      'expected accessKeyId and secretAccessKey together, or neither',
    ),
    v.check(
      ({ accessKeyId, roleArn: role }) => accessKeyId === undefined || role === undefined,
      'expected keys or a roleArn, not both',
    ),
  ),
});

/** Who the check is, for the target. */
export const authEntry = v.optional(
  described(
    v.union([basic, bearer, apiKey, oauth2, sigv4]),
    'Credentials: `basic`, `bearer`, `apiKey`, `oauth2` (client credentials) or `sigv4`.',
  ),
);

/** A validated `auth:` block. */
export type Auth = v.InferOutput<typeof authEntry>;

/** Client credentials of OAuth 2. */
export type OAuth2 = v.InferOutput<typeof oauth2>['oauth2'];

/** What a signature of AWS needs. */
export type SigV4 = v.InferOutput<typeof sigv4>['sigv4'];
