/** Who signs a request for AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Whose credentials are wanted: those of a role, or this process's own. */
export interface WantedCredentials {
  readonly roleArn?: string;
  /** Where to ask for them, when the process knows no region of its own. */
  readonly region: string;
}

/** Gets credentials of AWS; throws with a message for people when there are none. */
export type GetAwsCredentials = (wanted: WantedCredentials) => Promise<AwsCredentials>;

/** The roles that a plain JSON value, such as a target, wants to sign with: every `sigv4: { roleArn }` in it. */
export const signingRolesIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { readonly sigv4?: { readonly roleArn?: unknown } }).sigv4?.roleArn;
  const inner = Object.values(value).flatMap(signingRolesIn);
  return [...new Set(typeof own === 'string' ? [own, ...inner] : inner)];
};

/** A value with the credentials of each role in its place, for who may not assume it. */
export const withSigningKeys = async (value: unknown, get: GetAwsCredentials): Promise<unknown> => {
  if (Array.isArray(value)) return Promise.all(value.map((item) => withSigningKeys(item, get)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([key, each]) => [
    key,
    key === 'sigv4' ? await withKeys(each as WantedCredentials, get) : await withSigningKeys(each, get),
  ]);
  return Object.fromEntries(await Promise.all(entries));
};

const withKeys = async (sigv4: WantedCredentials, get: GetAwsCredentials): Promise<unknown> => {
  const { roleArn, ...rest } = sigv4;
  return roleArn === undefined ? sigv4 : { ...rest, ...(await get({ roleArn, region: rest.region })) };
};
