import { isProxyLog } from '../proxy-log.ts';
import { remedyOf, shellWord } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';
import { upstreamComponentOf } from '../upstream.ts';

const TELLS: readonly Tell[] = [
  // /var/www/bad/.htaccess: Invalid command 'RewritRule', perhaps misspelled
  { by: 'code', text: /(\/[^\s:]{0,400}\.htaccess): ([^\n]{1,160})/, tag: 'apache' },
  // AH00526: Syntax error on line 12 of /etc/apache2/sites-enabled/shop.conf:
  {
    by: 'code',
    text: /AH00526: Syntax error on line (\d{1,7}) of ([^\s:]{1,400})|Syntax error on line (\d{1,7}) of (\/[^\s:]{1,400})/,
    tag: 'apache',
  },
  // [ALERT]    (25563) : config : parsing [/etc/haproxy/haproxy.cfg:22] : unknown keyword 'serverr' in 'backend' section
  { by: 'code', text: /\bparsing \[(\/[^\]:]{1,400}):(\d{1,7})\] ?: /, tag: 'haproxy' },
  // shop shop/<NOSRV> 0/-1/-1/-1/0 403 192 - - PR-- 1/1/0/0/0: a rule of the proxy refused the request
  {
    by: 'code',
    text: / (?:40[135]|429|50\d) \d{1,12} \S{1,64} \S{1,64} PR[\w-]{2} /,
    statuses: [401, 403, 405, 429, 500, 501, 503],
    tag: 'haproxy',
  },
  // shop orders/s1 0/0/0/-1/0 502 209 - - PH-- 1/1/0/0/0: what the server sent is no HTTP
  { by: 'code', text: / 50\d \d{1,12} \S{1,64} \S{1,64} PH[\w-]{2} /, tag: 'haproxy' },
  // AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error.
  {
    by: 'code',
    text: /AH00(?:124|534|111|013|558|670|036|037)\b|AH01144: No protocol handler was valid for the URL/,
    tag: 'apache',
  },
  // AH01630: client denied by server configuration: /srv/shop/private/
  {
    by: 'code',
    text: /AH01(?:630|797): client denied by server configuration: ?(\/[^\s,]{0,400})?/,
    statuses: [403],
    tag: 'apache',
  },
  // AH01276: Cannot serve directory /srv/shop/downloads/: No matching DirectoryIndex (index.html) found
  { by: 'code', text: /AH01276: Cannot serve directory (\/[^\s:]{1,400})/, statuses: [403], tag: 'apache' },
  // io.dropwizard.configuration.ConfigurationParsingException: shop.yml has an error:
  {
    by: 'code',
    text: /ConfigurationParsingException: ([\w./-]{1,200}\.(?:ya?ml|json|toml|conf|properties)) has an error/,
    tag: 'application',
  },
  // AH01620: Could not open password file: /srv/shop/htpasswd
  { by: 'code', text: /AH01620: Could not open password file: ([^\s,]{1,400})/, tag: 'apache' },
  // unknown directive "proxy_passs" in /etc/nginx/nginx.conf:12
  {
    by: 'code',
    text: /(?:directive|upstream|arguments|unexpected|unknown|duplicate|invalid|no "\w{1,30}")[^\n]{0,300} in (\/[^\s:]{1,400}):(\d{1,7})/,
    tag: 'nginx',
  },
  // cannot load certificate "/srv/tls/shop.pem": BIO_new_file() failed
  { by: 'code', text: /cannot load certificate(?: key)? "([^"]{1,400})"/, tag: 'nginx' },
  // access forbidden by rule     directory index of "/srv/www/" is forbidden
  {
    by: 'phrase',
    text: /access forbidden by rule|directory index of "([^"]{1,400})" is forbidden/,
    statuses: [403],
    tag: 'nginx',
  },
  // rewrite or internal redirection cycle while internally redirecting to "/index.php"
  { by: 'phrase', text: /rewrite or internal redirection cycle/, tag: 'nginx' },
  // upstream sent too big header while reading response header from upstream
  {
    by: 'phrase',
    text: /upstream sent too big header|upstream sent (?:no valid|invalid) (?:HTTP\/1\.0 )?header/,
    tag: 'nginx',
  },
  // net/http: HTTP/1.x transport connection broken: server response headers exceeded 1000 bytes      fcgi: invalid header version
  {
    by: 'phrase',
    text: /server response headers exceeded|fcgi: invalid header version|first record does not look like a TLS handshake|server gave HTTP response to HTTPS client|invalid dial address/,
    when: isProxyLog,
    tag: 'proxy',
  },
  // client intended to send too large body: 1382 bytes
  { by: 'phrase', text: /client intended to send too large body/, statuses: [413], tag: 'nginx' },
  // invalid port in upstream, no resolver defined to resolve api.x
  {
    by: 'phrase',
    text: /no resolver defined to resolve|invalid (?:port|URL prefix|host) in (?:upstream )?"?/,
    tag: 'nginx',
  },
  // Execution failed due to configuration error: Malformed Lambda proxy response
  {
    by: 'code',
    text: /Malformed Lambda proxy response|Execution failed due to configuration error/,
    tag: 'apigateway',
  },
  // malformed header from script 'report.cgi': Bad header: Hello
  { by: 'phrase', text: /malformed header from script '?([^'\s:]{1,200})/, tag: 'cgi' },
  // HTTP Error 500.19 … cannot be accessed because the related configuration data for the page is invalid
  { by: 'code', text: /\b500[. ]19\b/, tag: 'iis' },
];

/** What the server says of an answer that it got: the place to look at is who sent it. */
const ABOUT_UPSTREAM =
  /upstream sent| PH[\w-]{2} \d|server response headers exceeded|fcgi: invalid|does not look like a TLS handshake|HTTP response to HTTPS client/;

const describe = (seen: Seen, { tell, groups, statement, at }: Hit) => {
  const named = groups.filter((group) => group !== undefined && group !== '');
  const file = named.find(
    (group) => group?.startsWith('/') || tell.tag === 'cgi' || tell.tag === 'application',
  );
  const line = named.find((group) => group !== undefined && /^\d{1,7}$/.test(group));
  const said = statement.text.split('\n')[at - statement.at]?.slice(0, 240) ?? '';
  const place = file && `${file}${line ? `:${line}` : ''}`;
  return {
    component: file ? `file ${file}` : ABOUT_UPSTREAM.test(said) ? upstreamComponentOf(seen) : 'self',
    summary: `the configuration ${place ?? 'of the web server'} is broken: ${said}`,
    subject: { ...(file ? { file } : {}), ...(line ? { line } : {}) },
  };
};

const TESTS: Readonly<Record<string, string>> = {
  apache: 'apachectl -t',
  nginx: 'nginx -t',
  haproxy: 'haproxy -c -f /etc/haproxy/haproxy.cfg',
};

/** HAProxy is told which file to test; the others know theirs. */
const testOf = (server: string, file: string | undefined): string | undefined =>
  server === 'haproxy' && file !== undefined ? `haproxy -c -f ${shellWord(file)}` : TESTS[server];

/** Each server's own words, the most telling first. */
const SERVERS: readonly (readonly [string, RegExp])[] = [
  ['apache', /htaccess|apache|AH0/],
  ['haproxy', /haproxy| P[RH][\w-]{2} \d/],
  ['nginx', /nginx|emerg|upstream|rewrite|too large body|resolver/],
];

const serverOf = (text: string): string => SERVERS.find(([, words]) => words.test(text))?.[0] ?? '';

/** The configuration of the web server is broken. */
export const webConfig = defineCauseRule({
  id: 'web.config',
  standing: 'cause',
  summary:
    'The web server stumbles over its own configuration: a broken `.htaccess`, AH00124/AH00526, nginx `[emerg]` and redirect cycles, headers or bodies beyond a limit, a malformed Lambda proxy response.',
  examples: [
    "/var/www/bad/.htaccess: Invalid command 'RewritRule', perhaps misspelled or defined by a module not included in the server configuration",
    'AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error.',
    'rewrite or internal redirection cycle while internally redirecting to "/index.php"',
  ],
  confusers: ['connect() failed (111: Connection refused) while connecting to upstream'],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('web.config', seen, hit, describe(seen, hit));
  },
  remedy: ({ subject, summary }) => {
    const { file, line } = subject;
    const test = testOf(serverOf(`${summary} ${file ?? ''}`), file);
    return [
      remedyOf(
        file
          ? `correct ${file}${line ? `:${line}` : ''}, then reload the web server`
          : 'correct the configuration, then reload the web server',
        test,
      ),
      remedyOf('test the configuration in the deployment before it is reloaded'),
    ];
  },
});
