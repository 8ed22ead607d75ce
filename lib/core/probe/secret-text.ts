/** A text of the config that may hold `${secret:…}`, `${ssm:…}` or a per-request template; filled in at run time only. */
export type SecretText = string;
