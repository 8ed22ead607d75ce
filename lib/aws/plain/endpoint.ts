/** An API of AWS that takes JSON in one POST for each operation. */
export interface JsonApi {
  /** As in its host, and in the scope of a signature: `dynamodb`. */
  readonly service: string;
  /** The end of the variable that may name another endpoint: `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly variable: string;
  /** What `X-Amz-Target` begins with. */
  readonly target: string;
  /** Whether it takes bodies that are compressed by gzip. */
  readonly takesGzip: boolean;
}

export const DYNAMODB: JsonApi = {
  service: 'dynamodb',
  variable: 'DYNAMODB',
  target: 'DynamoDB_20120810',
  takesGzip: false,
};

export const CLOUDWATCH: JsonApi = {
  service: 'monitoring',
  variable: 'CLOUDWATCH',
  target: 'GraniteServiceVersion20100801',
  takesGzip: true,
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Regions whose endpoints end with `amazonaws.com`: `eu-west-1`, `us-gov-east-1`, not `us-iso-east-1`, `cn-north-1`. */
const COMMON_REGION = /^(?:af|ap|ca|eu|il|me|mx|sa|us)-(?!iso)[a-z]+(?:-[a-z]+)?-\d$/;

/** What changes the endpoint, or the way to it, in ways that the SDK knows. */
const UNCOMMON = [
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

/** Where an API is; undefined where only the SDK can say it. */
export const endpointOf = ({ service, variable }: JsonApi, env: Environment): URL | undefined => {
  const { AWS_REGION: region = '' } = env;
  if (UNCOMMON.some((name) => (env[name] ?? 'false') !== 'false')) return undefined;
  const given = env[`AWS_ENDPOINT_URL_${variable}`] ?? env['AWS_ENDPOINT_URL'];
  if (given) return URL.parse(given) ?? undefined;
  return COMMON_REGION.test(region) ? new URL(`https://${service}.${region}.amazonaws.com`) : undefined;
};
