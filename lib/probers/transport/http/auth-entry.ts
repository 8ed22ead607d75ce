import * as v from 'valibot';

import { described, text } from '../../../core/config/fields.ts';

const basic = v.strictObject({
  basic: v.strictObject({ username: v.string(), password: v.string() }),
});

const bearer = v.strictObject({ bearer: text('expected a token, best as ${secret:NAME#key}') });

const apiKey = v.strictObject({
  apiKey: v.strictObject({ header: v.optional(text(), 'X-API-Key'), value: text() }),
});

/** Who the check is, for the target. */
export const authEntry = v.optional(
  described(v.union([basic, bearer, apiKey]), 'Credentials: `basic`, `bearer` or `apiKey`.'),
);

/** A validated `auth:` block. */
export type Auth = v.InferOutput<typeof authEntry>;
