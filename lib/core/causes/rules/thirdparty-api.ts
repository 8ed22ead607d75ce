import { datastoreOf } from '../datastore.ts';
import { httpComponent, isCalled, isHttpClient, remoteOf } from '../http-client.ts';
import { after, known } from '../known.ts';
import { isProxyLog } from '../proxy-log.ts';
import { placeOf, remedyOf, shellWord } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import { saidError } from '../said-error.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';
import { isUnnamedStore } from '../unnamed-store.ts';

/** Clouds have a rule of their own, and names and certificates too. */
const OTHER =
  /botocore|@aws-sdk|amazonaws\.com|ENOTFOUND|EAI_AGAIN|gaierror|Name or service not known|getaddrinfo|UnknownHost|no such host|CERT|certificate|SSL:|self[- ]signed|TLS|SSLHandshake|PKIX|x509/;

const isOutside = (seen: Seen): boolean =>
  datastoreOf(seen) === undefined && !OTHER.test(seen.text) && !isProxyLog(seen);
const isCall = (seen: Seen): boolean => isHttpClient(seen) && isOutside(seen);

/** PHP prints no client in the stack of a text that it could not parse; the file that parsed it may say whose it is. */
const isAskedElsewhere = (seen: Seen): boolean =>
  isOutside(seen) &&
  /gateway|client|payment|shipping|billing|api|http|remote|provider|webhook|oauth/i.test(
    placeOf(seen.record) ?? '',
  );

/** A signal that ran out while nothing was called: the timer is all that stands in the stack. */
const isOwnTimer = (seen: Seen): boolean =>
  /node:internal\/abort_controller\b/.test(seen.files) && !isHttpClient(seen);

const TELLS: readonly Tell[] = [
  // requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.x/v1
  {
    by: 'code',
    text: /\b([45]\d\d) (?:Client|Server) Error: .{0,200}for url/,
    when: isOutside,
    tag: 'status',
  },
  // AxiosError: Request failed with status code 503
  { by: 'code', text: /Request failed with status code ([45]\d\d)/, when: isOutside, tag: 'status' },
  // httpx.HTTPStatusError: Server error '503 Service Unavailable' for url 'https://api.x'
  {
    by: 'code',
    text: /(?:Client|Server) error '([45]\d\d) [^']{1,60}' for url/,
    when: isOutside,
    tag: 'status',
  },
  // org.springframework.web.client.HttpServerErrorException$ServiceUnavailable: 503 Service Unavailable: [no body]
  {
    by: 'code',
    type: /Http(?:Server|Client)ErrorException|WebClientResponseException|FeignException/,
    text: /\b([45]\d\d)\b/,
    tag: 'status',
  },
  // aiohttp.client_exceptions.ClientResponseError: 503, message='Service Unavailable', url='http://api.x/v1'
  { by: 'code', text: /ClientResponseError: ([45]\d\d), message=/, when: isOutside, tag: 'status' },
  // HTTP status server error (503 Service Unavailable) for url (http://api.x/v1)     503 response: Service Unavailable
  {
    by: 'code',
    text: /HTTP status (?:server|client) error \(([45]\d\d)\b|\b([45]\d\d) response: [A-Z]/,
    when: isOutside,
    tag: 'status',
  },
  // GuzzleHttp\Exception\ServerException: Server error: `GET https://api.x/v1` resulted in a `503 Service Unavailable` response
  { by: 'code', text: /resulted in a `([45]\d\d) /, tag: 'status' },
  // Faraday::ServerError (the server responded with status 503)    OpenURI::HTTPError: 503 Service Unavailable
  {
    by: 'code',
    text: /server responded with status ([45]\d\d)|OpenURI::HTTPError\W{1,4}([45]\d\d)|HTTP status code:? ([45]\d\d)|urllib\.error\.HTTPError: HTTP Error ([45]\d\d)/,
    when: isOutside,
    tag: 'status',
  },
  // Net::HTTPFatalError: 503 "Service Unavailable"
  { by: 'code', text: /\bNet::HTTP\w{4,30}(?:: | \()([45]\d\d) /, tag: 'status' },
  // HTTPError: Response code 503 (Service Unavailable)      Response status code does not indicate success: 503
  {
    by: 'code',
    text: /Response code ([45]\d\d) \(|does not indicate success: ([45]\d\d)\b|HTTP\/[\d.]{1,3} ([45]\d\d)[^"\n]{0,60} returned for "|: HTTP ([45]\d\d) [A-Z]/,
    when: isOutside,
    tag: 'status',
  },
  // Error: Bad Gateway, of superagent and its like, which keep the status beside the message
  {
    by: 'code',
    type: /Error$/,
    when: (seen) =>
      isOutside(seen) && isCalled(seen) && /^[45]\d\d$/.test(seen.properties.get('status') ?? ''),
    tag: 'status',
  },
  {
    by: 'type',
    text: /^Error: (?:Unauthorized|Forbidden|Not Found|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Timeout)$/,
    when: (seen) => isOutside(seen) && isCalled(seen),
    tag: 'api',
  },
  { by: 'code', code: /^UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT$/, when: isOutside, tag: 'timeout' },
  { by: 'type', type: /^(?:Headers|Body|Connect)TimeoutError$/, when: isCall, tag: 'timeout' },
  { by: 'code', code: /^UND_ERR_SOCKET$/, when: isOutside, tag: 'reset' },
  // RestClient::ServiceUnavailable (503 Service Unavailable)
  { by: 'code', text: /\bRestClient::\w{3,40}(?:: | \()([45]\d\d) /, tag: 'status' },
  // rpc error: code = Unavailable      Error: 14 UNAVAILABLE: …      io.grpc.StatusRuntimeException: UNAVAILABLE: io exception
  {
    by: 'code',
    text: /code = (?:Unavailable|DeadlineExceeded|ResourceExhausted|Internal|Unauthenticated)\b|\b(?:14 UNAVAILABLE|4 DEADLINE_EXCEEDED|8 RESOURCE_EXHAUSTED|13 INTERNAL|16 UNAUTHENTICATED): |StatusCode\.(?:UNAVAILABLE|DEADLINE_EXCEEDED|RESOURCE_EXHAUSTED|INTERNAL|UNAUTHENTICATED)|StatusCode="(?:Unavailable|DeadlineExceeded|ResourceExhausted|Internal|Unauthenticated)"|Status(?:Runtime)?Exception: (?:UNAVAILABLE|DEADLINE_EXCEEDED|RESOURCE_EXHAUSTED|INTERNAL|UNAUTHENTICATED)\b/,
    when: isOutside,
    tag: 'grpc',
  },
  // Unexpected token '<', "<html>504"... is not valid JSON
  {
    by: 'code',
    text: /Unexpected token '?<'?[,\s][^]{0,80}(?:JSON|position)|Unexpected token < in JSON|unexpected character: '<html>|invalid character '<' looking for beginning of value|unexpected token at '<(?:html|!DOCTYPE)|Unexpected character \('<' \(code 60\)\)|decode JSON with unexpected mimetype|\bno JSON but text\/html\b|MessageBodyReader not found for media type=text\/html/,
    tag: 'html',
  },
  // requests.exceptions.JSONDecodeError: Expecting value: line 1 column 1 (char 0), with frames of an HTTP client
  {
    by: 'type',
    type: /JSONDecodeError$|JsonParseException$|JSON::ParserError$|JsonSyntaxException$|HttpClient\\Exception\\JsonException$/,
    when: isCall,
    tag: 'html',
  },
  // JsonException: Syntax error, as PHP says of a page where JSON is expected
  { by: 'type', type: /^JsonException$/, text: /: Syntax error\b/, when: isAskedElsewhere, tag: 'html' },
  // address service answered 401 Unauthorized for http://api.maps.example/v1/address/10115
  {
    by: 'phrase',
    text: /\b(?:answered|returned|responded(?: with)?|status|got|response)\b(?: code)?[: =]{0,3}(?:HTTP )?([45]\d\d)\b.{0,200}https?:\/\//i,
    when: isOutside,
    tag: 'status',
  },
  {
    by: 'phrase',
    text: /(?<![\w.:/])https?:\/\/\S{1,300}.{0,60}?\b(?:answered|said|returned|responded(?: with)?|status|got)\b(?: code)?[: =]{0,3}(?:HTTP )?([45]\d\d)\b/i,
    when: isOutside,
    tag: 'status',
  },
  // charge order 42: payment gateway returned 503, and not: the customer answered 404 questions
  {
    by: 'phrase',
    text: /\b(?:[Aa]nswered|[Rr]eturned|[Rr]eplied|[Rr]esponded)(?: with)?(?: an?)?(?: (?:HTTP|http|unexpected))?(?: [Ss]tatus)?(?: [Cc]ode)?:? (?:HTTP )?([45]\d\d)\b(?! (?!(?:after|and|as|at|because|but|by|during|error|for|from|in|instead|on|response|status|to|when|while|with|without)\b)[a-z])/,
    when: isOutside,
    tag: 'status',
  },
  // shop.PaymentError: unexpected status 503, HTTP 503
  {
    by: 'phrase',
    text: /\b(?:(?:unexpected|bad|invalid|got)(?: HTTP| response)? status(?: code)?:?|HTTP(?: status| error)?(?: code)?:?) ([45]\d\d)\b/i,
    when: (seen, { exception }) =>
      (exception !== undefined || saidError(seen) !== undefined) && isOutside(seen),
    tag: 'status',
  },
  // ReadTimeoutError: HTTPSConnectionPool(host='api.x', port=443): Read timed out. (read timeout=1.5)
  {
    by: 'type',
    text: /[Rr]ead timed out|ConnectTimeout|ReadTimeout|timeout of \d{1,9}ms exceeded|cURL error 28|UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT|Net::(?:Open|Read)Timeout|\bRequestTimeoutError|HttpRequestTimeout|WriteTimeout|PoolTimeout|Client\.Timeout exceeded|context deadline exceeded|SocketTimeoutException|aborted due to timeout|HttpTimeoutException|[Tt]imed out|TransportError\)?:? (?:request )?timeout|\bServerTimeoutError|\b(?:Connection|Socket)TimeoutError|Did not observe any item or terminal signal within|Timeout awaiting '\w{2,20}' for \d|Idle timeout reached for "?http|^(?:asyncio\.)?TimeoutError: $/,
    when: isCall,
    tag: 'timeout',
  },
  // connect ECONNREFUSED 10.0.0.8:8080, from an HTTP client     cURL error 7: Failed to connect to api.x port 443
  {
    by: 'type',
    text: /ECONNREFUSED|[Cc]onnection refused|cURL error 7\b|Failed to establish a new connection|ConnectException|No route to host|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ClosedChannelException|Cannot connect to host|All connection attempts failed|Failed to connect to \S{1,255} port \d|Couldn't connect to server|Couldn't connect/,
    when: isCall,
    tag: 'connect',
  },
  // RemoteDisconnected: Remote end closed connection without response      socket hang up      read ECONNRESET
  {
    by: 'type',
    text: /Remote end closed connection|RemoteDisconnected|ServerDisconnectedError|ClientPayloadError|socket hang up|ECONNRESET|[Cc]onnection reset|Connection aborted|UND_ERR_SOCKET|other side closed|unexpected EOF|: EOF\b|cURL error (?:52|56)|end of file reached|ChunkedEncodingError|IncompleteRead|Premature close|EOFError|StreamResetException|stream was reset|unexpected end of stream|IncompleteMessage|HTTP\/1\.1 header parser received no bytes/,
    when: isCall,
    tag: 'reset',
  },
  // Request timeout at /srv/shop/lib/Desk.pm line 84., as Mojo::UserAgent ends a call
  {
    by: 'phrase',
    text: /\b(?:Request|Connect|Inactivity) timeout at \S{1,400} line \d/,
    when: isOutside,
    tag: 'timeout',
  },
  { by: 'type', type: /^(?:stripe\.error|openai|twilio)\./, when: isOutside, tag: 'api' },
  // TimeoutError: The operation was aborted due to timeout, of AbortSignal.timeout() in the options of fetch()
  {
    by: 'phrase',
    type: /^TimeoutError$/,
    text: /The operation was aborted due to timeout/,
    when: (seen) => isOutside(seen) && !isOwnTimer(seen),
    tag: 'timeout',
  },
  // TypeError: fetch failed, where the log lost its cause
  {
    by: 'phrase',
    type: /^TypeError$/,
    text: /: fetch failed$/,
    when: (seen, { exception }) => exception?.cause === undefined && isOutside(seen),
    tag: 'connect',
  },
  // a refused connection with no sign of a datastore or a client library: somebody else's port
  {
    by: 'phrase',
    text: /\bECONNREFUSED\b(?! (?:at|by|of|to) )|connect: connection refused|Connection refused(?! (?:by|of) )/,
    when: (seen) => isOutside(seen) && !isUnnamedStore(seen),
    not: /while connecting to upstream|AH0\d{4}|\[Errno 111\]$/,
    tag: 'connect',
  },
];

const WHAT: Readonly<Record<string, string>> = {
  html: 'answered with a page where JSON was expected, as a gateway or login page does',
  timeout: 'did not answer in time',
  connect: 'refused the connection or could not be reached',
  reset: 'closed the connection without a whole answer',
  api: 'reported an error',
  grpc: 'did not answer the call over gRPC',
};

const describe = (seen: Seen, { tag, named }: Hit) => {
  const remote = remoteOf(seen);
  const component = httpComponent(remote);
  const status = [named, seen.properties.get('status')].find((each) => each && /^[45]\d\d$/.test(each));
  const what = tag === 'status' && status ? `answered ${status}` : (WHAT[tag] ?? 'failed');
  return {
    component,
    summary: `${remote ? component : 'an API that the application calls'} ${what}`,
    subject: known({ case: tag, status, host: remote?.host, port: remote?.port }),
  };
};

const byStatus = (status: string, component: string): string => {
  switch (status) {
    case '401':
    case '403':
      return `check the credentials for ${component}: a key that expired, was rotated or lost its rights`;
    case '429':
      return `${component} limits the rate: call it less often, wait as its Retry-After says, or raise the quota`;
    case '404':
    case '400':
    case '422':
      return `compare the request with the contract of ${component}: it refuses what is sent`;
    default:
      return `see the status page of ${component}; nothing in this application mends its ${status}`;
  }
};

/** A service of somebody else failed, and the application did not cope. */
export const thirdpartyApi = defineCauseRule({
  id: 'thirdparty.api',
  standing: 'cause',
  summary:
    'An HTTP API that the application calls answered 4xx or 5xx, answered HTML instead of JSON, refused or closed the connection, or did not answer in time. Names and certificates that fail are `network.dns_tls`; AWS is `cloud.authz_throttle`.',
  examples: [
    'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.paywell.test/v1/charges',
    'AxiosError: Request failed with status code 429',
    `SyntaxError: Unexpected token '<', "<html>504"... is not valid JSON`,
  ],
  confusers: [
    'connection to server at "127.0.0.1", port 5432 failed: Connection refused',
    'connect() failed (111: Connection refused) while connecting to upstream',
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('thirdparty.api', seen, hit, describe(seen, hit));
  },
  remedy: ({ component, subject }, { record }) => {
    const { host, port, status } = subject;
    return [
      remedyOf(
        status ? byStatus(status, component) : `see whether ${component} answers from this machine`,
        host && request(host, port),
      ),
      remedyOf(
        `give the call${after(' at ', placeOf(record))} a timeout, a retry with backoff and a fallback, so that ${component} cannot take this endpoint down`,
      ),
    ];
  },
});

const request = (host: string, port: string | undefined): string => {
  const isPlain = port !== undefined && port !== '443';
  const url = `${isPlain ? 'http' : 'https'}://${host}${isPlain ? `:${port}` : ''}/`;
  return `curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' ${shellWord(url)}`;
};
