/** Key and secret of the account's root in the emulator; both are public, and mean nothing to AWS. */
export const ROOT_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** The only account of the emulator. */
export const ACCOUNT = '000000000000';

/** What a child process may inherit: no profile, proxy, endpoint or credential of the person who runs the tests. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TERM', 'CI', 'NO_COLOR', 'npm_config_registry'] as const;

export interface EmulatorAddress {
  readonly endpoint: string;
  readonly region: string;
  /** The emulator's certificate, which is its own authority. */
  readonly caFile: string;
  /** Stands in for the home directory, so that `~/.aws` and `~/.cdk.json` are not read. */
  readonly homeDir: string;
}

/** Throws unless the endpoint is on this machine, so that no test can reach AWS. */
export function assertLoopback(endpoint: string | undefined): void {
  const host = endpoint === undefined || !URL.canParse(endpoint) ? undefined : new URL(endpoint).hostname;
  if (host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host ?? '')) return;
  throw new Error(
    `AWS_ENDPOINT_URL is ${endpoint ?? 'not set'}, expected a loopback address: end-to-end tests never run against AWS`,
  );
}

/** The whole environment of a child process that talks to the emulator. */
export function emulatorEnv(
  address: EmulatorAddress,
  base: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  assertLoopback(address.endpoint);
  const inherited = INHERITED.flatMap((name) => (base[name] === undefined ? [] : [[name, base[name]]]));
  return {
    ...Object.fromEntries(inherited),
    HOME: address.homeDir,
    AWS_ENDPOINT_URL: address.endpoint,
    AWS_ACCESS_KEY_ID: ROOT_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT_CREDENTIALS.secretAccessKey,
    AWS_REGION: address.region,
    AWS_DEFAULT_REGION: address.region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Node and the SDK read the first; the CDK CLI gives its agent only the second.
    NODE_EXTRA_CA_CERTS: address.caFile,
    AWS_CA_BUNDLE: address.caFile,
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  };
}
