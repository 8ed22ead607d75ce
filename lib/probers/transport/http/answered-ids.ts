/** Headers in which servers, gateways and clouds say which id they gave a request. */
const ID_HEADERS: ReadonlySet<string> = new Set([
  'x-amzn-requestid',
  'x-amz-request-id',
  'x-amz-id-2',
  'x-amz-cf-id',
  'x-amzn-trace-id',
  'apigw-requestid',
  'x-amz-apigw-id',
  'x-request-id',
  'x-correlation-id',
  'x-trace-id',
  'traceparent',
  'cf-ray',
  'x-cloud-trace-context',
  'x-vercel-id',
  'x-azure-ref',
  'x-ms-request-id',
  'x-github-request-id',
  'fly-request-id',
  'sentry-trace',
]);

/** Longer values are no ids. */
const MAX_ID_LENGTH = 256;

/** The ids that an answer carried, by header name. */
export const answeredIds = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const ids: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (ID_HEADERS.has(name) && value !== undefined && value.length <= MAX_ID_LENGTH) ids[name] = value;
  }
  return ids;
};
