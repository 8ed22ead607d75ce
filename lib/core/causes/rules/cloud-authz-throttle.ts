import { awsCallOf } from '../aws-service.ts';
import type { Remedy } from '../../diagnosis/diagnosis.ts';
import { after, known } from '../known.ts';
import { remedyOf, shellWord } from '../remedies.ts';
import { defineCauseRule, type Signal } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

const isAws = (seen: Seen): boolean =>
  /botocore|boto3|aws-sdk|amazonaws|software\.amazon|\$metadata|\$fault|arn:aws|Aws\\|Aws::|smithy/i.test(
    `${seen.text}\n${seen.files}\n${[...seen.properties.keys()].join(' ')}`,
  );

const TELLS: readonly Tell[] = [
  // User: arn:aws:sts::…:assumed-role/x is not authorized to perform: dynamodb:GetItem on resource: arn:aws:…
  { by: 'code', text: /is not authorized to perform: ([\w:*-]{1,100})/, tag: 'denied' },
  // An error occurred (AccessDeniedException) when calling the GetItem operation: …
  {
    by: 'code',
    text: /An error occurred \((AccessDenied\w{0,20}|UnauthorizedOperation|Unauthorized\w{0,20}|Forbidden|403|AuthFailure|KMSAccessDenied\w{0,20}|KMS\.AccessDenied\w{0,20})\)/,
    tag: 'denied',
  },
  {
    by: 'code',
    text: /An error occurred \((Throttling\w{0,20}|ThrottledException|TooManyRequests\w{0,20}|ProvisionedThroughputExceeded\w{0,20}|RequestLimitExceeded|SlowDown|LimitExceeded\w{0,20}|BandwidthLimitExceeded)\)/,
    tag: 'throttled',
  },
  {
    by: 'code',
    text: /An error occurred \((ExpiredToken\w{0,20}|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature\w{0,20}|RequestExpired)\)/,
    tag: 'expired',
  },
  {
    by: 'code',
    type: /(?:^|\.)(?:AccessDeniedException|AccessDenied|UnauthorizedOperation|NotAuthorizedException|KMSAccessDeniedException|KmsAccessDeniedException)$/,
    when: isAws,
    tag: 'denied',
  },
  {
    by: 'code',
    type: /(?:^|\.)(?:ProvisionedThroughputExceededException|ThrottlingException|Throttling|TooManyRequestsException|RequestLimitExceeded|SlowDown|ThrottledException)$/,
    tag: 'throttled',
  },
  {
    by: 'code',
    type: /(?:^|\.)(?:ExpiredTokenException|ExpiredToken|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)$/,
    tag: 'expired',
  },
  {
    by: 'code',
    type: /(?:^|\.)(?:NoCredentialsError|PartialCredentialsError|CredentialsProviderError|NoCredentialProviders|CredentialRetrievalError|MissingCredentialsError|Aws::Errors::MissingCredentialsError)$/,
    tag: 'credentials',
  },
  // Unable to locate credentials     Could not load credentials from any providers
  {
    by: 'code',
    text: /Unable to locate credentials|Could not load credentials from any providers|Unable to load (?:AWS )?credentials from any|NoCredentialProviders|no EC2 IMDS role found/,
    tag: 'credentials',
  },
  {
    by: 'code',
    text: /\b(ProvisionedThroughputExceededException|ThrottlingException|TooManyRequestsException)\b/,
    tag: 'throttled',
  },
  {
    by: 'code',
    text: /\bExpiredTokenException\b|security token included in the request is (?:expired|invalid)/,
    tag: 'expired',
  },
  { by: 'type', text: /\bAccessDenied(?:Exception)?\b|Access Denied/, when: isAws, tag: 'denied' },
  // googleapi: Error 403: … PERMISSION_DENIED       rpc error: code = PermissionDenied
  { by: 'type', text: /googleapi: Error 40[13]|code = PermissionDenied|PERMISSION_DENIED: /, tag: 'denied' },
  // Rate Exceeded.  (Lambda concurrency)
  {
    by: 'phrase',
    text: /Rate Exceeded\.|ReservedFunctionConcurrentInvocationLimitExceeded|ConcurrentInvocationLimitExceeded/,
    tag: 'throttled',
  },
];

const WHAT: Readonly<Record<string, string>> = {
  denied: 'refuses the call',
  throttled: 'throttles the call',
  expired: 'does not accept the credentials',
  credentials: 'cannot be called: no credentials were found',
};

// User: arn:aws:sts::210987654321:assumed-role/shop-orders-role/orders
const PRINCIPAL = /User: (arn:aws[\w-]{0,10}:\w{2,6}::\d{1,14}:[\w/+=,.@-]{1,300})/;

const describe = (seen: Seen, { tag }: Hit) => {
  const { service, action, resource } = awsCallOf(seen);
  const component = service ? `aws:${service}` : 'aws';
  const principal = PRINCIPAL.exec(seen.text)?.[1];
  return {
    component,
    summary: `${component} ${WHAT[tag] ?? ''}${after(' ', action)}${after(' on ', resource)}${after(' to ', principal)}`,
    subject: known({ case: tag, action, resource, principal }),
  };
};

/** `arn:aws:sts::1:assumed-role/shop/orders` → `arn:aws:iam::1:role/shop`, what the simulator takes. */
const roleOf = (principal: string): string =>
  principal.replace(/:sts::(\d{1,14}):assumed-role\/([^/]{1,128})\/.*$/, ':iam::$1:role/$2');

/** The cloud refuses, throttles, or does not know the caller. */
export const cloudAuthzThrottle = defineCauseRule({
  id: 'cloud.authz_throttle',
  standing: 'cause',
  summary:
    'AWS refuses a call (`AccessDenied`, `UnauthorizedOperation`), throttles it (`ThrottlingException`, `ProvisionedThroughputExceeded`), or gets no valid credentials (`ExpiredToken`, `NoCredentialsError`). The denied action and the ARN are the answer.',
  examples: [
    'An error occurred (AccessDeniedException) when calling the GetItem operation: User: arn:aws:sts::123456789012:assumed-role/shop/orders is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/orders',
    'botocore.exceptions.NoCredentialsError: Unable to locate credentials',
    'ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded.',
  ],
  confusers: [
    "PermissionError: [Errno 13] Permission denied: '/srv/x'",
    "Access denied for user 'shop'@'10.0.0.7' (using password: YES)",
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('cloud.authz_throttle', seen, hit, describe(seen, hit));
  },
  remedy: (signal) => {
    switch (signal.subject['case'] ?? '') {
      case 'throttled':
        return throttled(signal);
      case 'expired':
        return [
          remedyOf(
            'renew the credentials of the process; prefer a role over stored keys; check the clock',
            WHO_AM_I,
          ),
        ];
      case 'credentials':
        return [
          remedyOf(
            'give the process a role (execution role, task role, instance profile), or the settings that name its credentials',
            WHO_AM_I,
          ),
        ];
      default:
        return [denied(signal)];
    }
  },
});

const WHO_AM_I = 'aws sts get-caller-identity';

const throttled = ({ component, subject }: Signal): readonly Remedy[] => [
  remedyOf(
    `raise the quota or capacity of ${component}${after(' for ', subject['resource'])}, and call it less often`,
  ),
  remedyOf('retry with backoff and jitter, and spread the load over keys and time'),
];

const denied = ({ component, subject }: Signal): Remedy => {
  const { action, resource, principal } = subject;
  const role = principal === undefined ? undefined : roleOf(principal);
  if (!action) return remedyOf(`allow the denied action on ${component} in the role of the process`);
  return remedyOf(
    `allow ${action} on ${resource ?? 'the resource'} to ${role ?? 'the role of the process'}; look also at the resource policy, the key policy and boundaries`,
    role && simulation(role, action, resource),
  );
};

const simulation = (role: string, action: string, resource: string | undefined): string =>
  `aws iam simulate-principal-policy --policy-source-arn ${shellWord(role)} --action-names ${shellWord(action)}${resource === undefined ? '' : ` --resource-arns ${shellWord(resource)}`}`;
