import { addressIn, addressOf, type Address } from './address.ts';
import type { Seen } from './seen.ts';

/** Types and words of HTTP clients: `AxiosError`, `requests.exceptions.HTTPError`, `TypeError: fetch failed`. */
const CLIENT_WORDS =
  /\b(?:AxiosError|requests\.exceptions|urllib3?\.|httpx\.|httpcore\.|aiohttp\.client|HTTPS?ConnectionPool|fetch failed|undici|UND_ERR_\w{4,40}|GuzzleHttp|cURL error \d{1,3}|Faraday::|HTTParty|RestClient::|Net::(?:OpenTimeout|ReadTimeout|HTTP\w{0,40})|okhttp3|java\.net\.http|HttpClientErrorException|HttpServerErrorException|WebClientRe(?:sponse|quest)Exception|Mint\.\w{4,20}Error|Finch\.|Req\.TransportError|HTTPoison\.|error sending request for url|HTTP status (?:server|client) error|ResourceAccessException|I\/O error on (?:GET|POST|PUT|DELETE)|HttpRequestException|http\.client\.|(?:Get|Post|Put|Delete|Head|Patch) "https?:\/\/|Symfony\\Component\\HttpClient|Buzz\\|Net::HTTP|HTTP::(?:Connection|Timeout)Error|Excon::|Typhoeus|httpx\.|reqwest::|hyper(?:_util)?::|ureq::|jakarta\.ws\.rs\.|javax\.ws\.rs\.|feign\.|retrofit2\.|RpcException|io\.grpc\.|grpc\._channel|_InactiveRpcError|rpc error: |RequestError: |HTTPError: |\b(?:Read|Connect|Pool|Write)Timeout: |RemoteDisconnected\(|stripe\.error|openai\.|twilio)/;

const CLIENT_FILES =
  /[/\\](?:requests|urllib3|httpx|httpcore|axios|node-fetch|got|undici|superagent|guzzlehttp|guzzle|faraday|httparty|rest-client|stripe|twilio|openai)[/\\-]|[/\\]aiohttp[/\\](?:client\w{0,20}|connector)\.py|[/\\]Mojo[/\\]UserAgent|node:internal\/deps\/undici|[/\\]http[/\\]client\.py|net\/http\.rb|okhttp3|java\.net\.http|jdk\.internal\.net\.http|org\.apache\.http|org\.springframework\.web\.client/;

/** Whether a record speaks of a call over HTTP that this application makes. */
export const isHttpClient = (seen: Seen): boolean => CLIENT_WORDS.test(seen.text) || isCalled(seen);

/** Whether the stack stands in a client of HTTP. */
export const isCalled = (seen: Seen): boolean => CLIENT_FILES.test(seen.files);

// config: { url: 'http://api.payments.example/v1/charges' }
const URL_HOST = /^https?:\/\/(?:[^\s/@"']{1,200}@)?([\w.-]{1,255})(?::(\d{1,5}))?/;
// headers: { host: 'api.payments.example' }
const HOST_NAME = /^([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})(?::(\d{1,5}))?$/;

/** The remote side of the call: a name is better than an address, for it says whose API it is. */
export const remoteOf = (seen: Seen): Address | undefined => {
  const said = addressOf(seen);
  const named = seen.statements
    .map(({ text }) => addressIn(text))
    .find((place) => place !== undefined && !isNumeric(place.host));
  if (named) return named;
  const called = CALLED.exec(seen.text)?.[1];
  const kept = PLACES.map((name) => seen.properties.get(name));
  const places = [called, ...kept].map(placeIn).filter((place) => place !== undefined);
  return places.find(({ host }) => !isNumeric(host)) ?? said ?? places[0];
};

/** Where HTTP clients keep what they called. */
const PLACES = ['url', 'baseURL', 'host', 'hostname', 'responseUrl'] as const;

const placeIn = (text: string | undefined): Address | undefined => {
  const [, host, port] = URL_HOST.exec(text ?? '') ?? HOST_NAME.exec(text ?? '') ?? [];
  return host ? { host, ...(port ? { port: Number(port) } : {}) } : undefined;
};

// Get "http://inventory.partner.example:8080/v1/stock": dial tcp 10.0.0.8:8080: connect: connection refused
const CALLED =
  /(?:Get|Post|Put|Patch|Delete|Head|GET|POST|PUT|PATCH|DELETE|HEAD|url:?|URL:?) ["'`]?(https?:\/\/[^\s"'`]{1,300})/;

const isNumeric = (host: string): boolean => /^[\d.:]+$/.test(host);

/** Ports that a URL need not name. */
const DEFAULT_PORTS: ReadonlySet<number | undefined> = new Set([80, 443, undefined]);

/** `http api.stripe.com`, `http inventory.internal:8080`. */
export const httpComponent = (remote: Address | undefined): string => {
  if (!remote) return 'http';
  const isName = !/^[\d.:]+$/.test(remote.host);
  return DEFAULT_PORTS.has(remote.port) && isName
    ? `http ${remote.host}`
    : `http ${remote.host}${remote.port === undefined ? '' : `:${remote.port}`}`;
};
