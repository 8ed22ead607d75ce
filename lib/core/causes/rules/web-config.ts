import { remedyOf } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

const TELLS: readonly Tell[] = [
  // /var/www/bad/.htaccess: Invalid command 'RewritRule', perhaps misspelled
  { by: 'code', text: /(\/[^\s:]{0,400}\.htaccess): ([^\n]{1,160})/, tag: 'apache' },
  // AH00526: Syntax error on line 12 of /etc/apache2/sites-enabled/shop.conf:
  {
    by: 'code',
    text: /AH00526: Syntax error on line (\d{1,7}) of ([^\s:]{1,400})|Syntax error on line (\d{1,7}) of (\/[^\s:]{1,400})/,
    tag: 'apache',
  },
  // AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error.
  {
    by: 'code',
    text: /AH00(?:124|534|111|013|558)\b|AH01630: client denied by server configuration: ?(\/[^\s,]{0,400})?/,
    tag: 'apache',
  },
  // AH00670: Options FollowSymLinks and SymLinksIfOwnerMatch are both off, so the RewriteRule directive is also forbidden
  {
    by: 'code',
    text: /AH00(?:670|036|037)\b|AH01144: No protocol handler was valid for the URL/,
    tag: 'apache',
  },
  // [emerg] invalid number of arguments in "worker_processes" directive in /etc/nginx/nginx.conf:1
  {
    by: 'code',
    text: /\[emerg\][^\n]{0,300}? in ([^\s:]{1,400}):(\d{1,7})|directive[^\n]{0,60} in (\/[^\s:]{1,400}):(\d{1,7})/,
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
  // client intended to send too large body: 1382 bytes
  { by: 'phrase', text: /client intended to send too large body/, tag: 'nginx' },
  // invalid port in upstream, no resolver defined to resolve api.x
  {
    by: 'phrase',
    text: /no resolver defined to resolve|invalid (?:port|URL prefix|host) in (?:upstream )?"?|directory index of "([^"]{1,400})" is forbidden/,
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

const describe = (_seen: Seen, { groups, statement, at }: Hit) => {
  const named = groups.filter((group) => group !== undefined && group !== '');
  const file = named.find((group) => group?.startsWith('/'));
  const line = named.find((group) => group !== undefined && /^\d{1,7}$/.test(group));
  const said = statement.text.split('\n')[at - statement.at]?.slice(0, 240) ?? '';
  return {
    component: file ? `file ${file}` : 'self',
    summary: file
      ? `the configuration ${file}${line ? `:${line}` : ''} is broken: ${said}`
      : `the configuration of the web server is broken: ${said}`,
    subject: { ...(file ? { file } : {}), ...(line ? { line } : {}) },
  };
};

const TESTS: Readonly<Record<string, string>> = {
  apache: 'apachectl -t',
  nginx: 'nginx -t',
};

const serverOf = (summary: string, file: string): string =>
  /htaccess|apache|AH0/.test(`${summary} ${file}`)
    ? 'apache'
    : /nginx|emerg|upstream|rewrite|too large body|resolver/.test(`${summary} ${file}`)
      ? 'nginx'
      : '';

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
    const test = TESTS[serverOf(summary, file ?? '')];
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
