import { datastoreOf } from '../datastore.ts';
import { remoteOf } from '../http-client.ts';
import { isProxyLog } from '../proxy-log.ts';
import { reach, remedyOf, shellWord } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';
import { upstreamComponent, upstreamComponentOf, upstreamOf } from '../upstream.ts';

const TELLS: readonly Tell[] = [
  // connect() to unix:/run/app.sock failed (2: No such file or directory) while connecting to upstream
  { by: 'status', text: /connect\(\) to unix:([^\s]{1,300}) failed \((?:2|111): /, tag: 'socket' },
  // connect() failed (111: Connection refused) while connecting to upstream
  {
    by: 'status',
    text: /connect\(\) failed \((?:111|113|110|101): .{0,60}while connecting to upstream/,
    tag: 'refused',
  },
  // no live upstreams while connecting to upstream
  {
    by: 'status',
    text: /no live upstreams while connecting|upstream server temporarily disabled/,
    tag: 'refused',
  },
  // upstream prematurely closed connection while reading response header from upstream
  {
    by: 'status',
    text: /upstream prematurely closed connection|recv\(\) failed \(104: Connection reset by peer\)|writev?\(\) failed \(32: Broken pipe\)|peer reset/,
    tag: 'died',
  },
  // AH02454: FCGI: attempt to connect to Unix domain socket /run/php.sock (localhost:8000) failed
  {
    by: 'code',
    text: /AH02454: .{0,60} Unix domain socket ([^\s]{1,300})/,
    not: /Permission denied/,
    tag: 'socket',
  },
  // AH00957: http: attempt to connect to 127.0.0.1:5998 (127.0.0.1) failed
  { by: 'code', text: /AH00957: /, not: /Permission denied/, tag: 'refused' },
  // AH01114: HTTP: failed to make connection to backend: 127.0.0.1
  { by: 'status', text: /AH01114: |AH01079: |AH00959: /, not: /Permission denied/, tag: 'refused' },
  // AH00898: Error reading from remote server returned by /x      AH01102: error reading status line from remote server
  {
    by: 'status',
    text: /AH00898: Error reading from remote server|AH01102: error reading status line|AH01075: Error dispatching request|AH01067: Failed to read FastCGI header|AH10141/,
    not: /timeout specified has expired|DNS lookup/,
    tag: 'died',
  },
  // End of script output before headers: noexec.cgi
  {
    by: 'status',
    text: /End of script output before headers: ([^\s,]{1,200})|Premature end of script headers/,
    tag: 'died',
  },
  // f ref/s1 0/0/-1/-1/1504 503 217 - - SC--       … 502 … SH--        <NOSRV>
  {
    by: 'status',
    text: / 50[234] \d{1,12} \S{1,64} \S{1,64} (?:S[CHD]|sC)[\w-]{2} |\/<NOSRV> |has no server available!|Server [\w/.-]{1,100} is DOWN/,
    not: / (?:P[RH]|sQ)[\w-]{2} \d/,
    tag: 'refused',
  },
  // Heroku's router: at=error code=H10 desc="App crashed"
  { by: 'status', code: /^H(?:10|13|14|19|20|21|22|99)$/, tag: 'refused' },
  // dial unix /run/shop/app.sock: connect: no such file or directory
  {
    by: 'status',
    text: /\bdial unix ([^\s:]{1,300}): connect: (?:no such file or directory|connection refused)/,
    when: isProxyLog,
    tag: 'socket',
  },
  // dial tcp 127.0.0.1:9000: connect: connection refused, in the log of Caddy or Traefik
  {
    by: 'status',
    text: /connection refused|ECONNREFUSED|EHOSTUNREACH|ENOTFOUND|no route to host|no such host|no upstreams available|502 Bad Gateway|503 Service Unavailable/,
    when: isProxyLog,
    tag: 'refused',
  },
  {
    by: 'status',
    text: /\bEOF\b|connection reset|ECONNRESET|socket hang up|broken pipe|unexpected EOF|malformed HTTP (?:status code|response|version)/,
    when: isProxyLog,
    tag: 'died',
  },
  // upstream connect error or disconnect/reset before headers. reset reason: connection failure
  { by: 'status', text: /upstream connect error or disconnect\/reset|no healthy upstream/, tag: 'refused' },
  // "GET / HTTP/1.1" 503 UF
  { by: 'status', text: /" 50[23] (?:UF|UH|UC|UO|UR|LR)\b/, tag: 'refused' },
  // AH00052: child pid 31120 exit signal Segmentation fault (11)      !!! uWSGI process 32379 got Segmentation Fault !!!
  {
    by: 'code',
    text: /was sent SIG(SEGV|ABRT|BUS|ILL)!|exit signal (Segmentation fault|Abort|Bus error)|got (Segmentation Fault)|exited on signal (?:11|6|7) \((SIG\w{3,5})|\b(Segmentation fault)/,
    tag: 'crash',
  },
  // Worker (pid:22441) was sent SIGKILL! Perhaps out of memory?     DAMN ! worker 1 (pid: 32329) died, killed by signal 9
  {
    by: 'phrase',
    text: /was sent SIG(\w{3,5})!|died, killed by signal (\d{1,2})|exited on signal (\d{1,2}) \(SIG(?:KILL|TERM)\)|signal: killed|reaped #<Process::Status: pid \d{1,10} SIG(KILL|TERM)\b|Worker exiting unexpectedly|WorkerLostError/,
    tag: 'killed',
  },
  // Worker (pid:22713) exited with code 3.     Worker failed to boot.     Runtime exited with error: exit status 1
  {
    by: 'code',
    text: /Worker \(pid:\d{1,10}\) exited with code [1-9]|Worker failed to boot|Runtime exited (?:with error: exit status \d{1,3}|without providing a reason)|Runtime\.ExitError|Runtime\.NodeJsExit/,
    tag: 'killed',
  },
];

/** What refused an application that answers 502 is what it passes requests on to. */
const GATEWAY: readonly Tell[] = [
  // gateway: no answer from upstream http://127.0.0.1:9000 for /telescope: [Errno 111] Connection refused
  {
    by: 'phrase',
    text: /ECONNREFUSED|[Cc]onnection refused|EHOSTUNREACH|[Nn]o route to host/,
    statuses: [502],
    when: (seen) => isGateway(seen),
    tag: 'refused',
  },
];

/** On AWS Lambda every failure is answered with 502; a name of several parts is that of somebody else. */
const isGateway = (seen: Seen): boolean => {
  const host = remoteOf(seen)?.host;
  return (
    host !== undefined &&
    (/^[\d.:]+$/.test(host) || !host.includes('.')) &&
    !seen.record.format.startsWith('lambda') &&
    datastoreOf(seen) === undefined &&
    !isProxyLog(seen)
  );
};

/** Said of a process, not of its address. */
const ABOUT_PROCESS: ReadonlySet<string> = new Set(['crash', 'killed']);

const namedUpstream = (seen: Seen, { groups, tell }: Hit): string | undefined => {
  if (tell.tag === 'socket') return groups[0];
  return ABOUT_PROCESS.has(tell.tag ?? '') ? undefined : upstreamOf(seen);
};

const WHAT: Readonly<Record<string, string>> = {
  socket: 'its socket is not served',
  refused: 'nothing answers there',
  died: 'it closed the connection in the middle of the request',
  crash: 'it crashed',
  killed: 'its process was ended',
};

const describe = (seen: Seen, hit: Hit) => {
  const upstream = namedUpstream(seen, hit);
  const tag = hit.tell.tag ?? 'refused';
  const component =
    upstream === undefined && !ABOUT_PROCESS.has(tag)
      ? upstreamComponentOf(seen)
      : upstreamComponent(upstream);
  return {
    component,
    summary: `the application process${upstream ? ` at ${upstream}` : ''} does not serve: ${WHAT[tag] ?? ''}`,
    subject: { case: tag, ...(upstream ? { upstream } : {}) },
  };
};

const checkOf = (upstream: string | undefined): string => {
  if (!upstream) return 'systemctl --failed';
  if (upstream.startsWith('/')) return `ls -l ${shellWord(upstream)}`;
  const colon = upstream.lastIndexOf(':');
  return reach(upstream.slice(0, colon), upstream.slice(colon + 1)) ?? `getent hosts ${shellWord(upstream)}`;
};

/** The process behind the web server does not answer it. */
export const upstreamDown = defineCauseRule({
  id: 'upstream.down',
  standing: 'effect',
  summary:
    'The web server or load balancer gets no answer from the application process: refused connections, a missing socket, a closed connection, a crash. It yields to whatever the log of the application says about why.',
  examples: [
    'connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: shop, request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:7097/"',
    'AH00957: http: attempt to connect to 127.0.0.1:5998 (127.0.0.1) failed',
    'upstream prematurely closed connection while reading response header from upstream',
    '!!! uWSGI process 32379 got Segmentation Fault !!!',
  ],
  confusers: ['upstream timed out (110: Connection timed out) while reading response header from upstream'],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    if (hit) return signalOf('upstream.down', seen, hit, describe(seen, hit));
    const passed = findTell(seen, GATEWAY);
    return (
      passed && { ...signalOf('upstream.down', seen, passed, describe(seen, passed)), standing: 'cause' }
    );
  },
  remedy: ({ subject, component }) => {
    const { upstream } = subject;
    return [
      remedyOf(
        `see whether the process of ${upstream ?? component} runs and listens; start it, and read why it ended`,
        checkOf(upstream),
      ),
      remedyOf('let its supervisor restart it, and take it out of the balancer while it is down'),
    ];
  },
});
