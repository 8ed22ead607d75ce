import { isProxyLog } from '../proxy-log.ts';
import { placeOf, remedyOf, shellWord } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';
import { upstreamComponentOf } from '../upstream.ts';

/** Frames of a worker that its master stopped in the middle of a request. */
const isWorkerAbort = (seen: Seen): boolean =>
  /gunicorn|uwsgi|handle_abort/.test(`${seen.files}\n${seen.text}`);

const TELLS: readonly Tell[] = [
  // [CRITICAL] WORKER TIMEOUT (pid:22293)
  { by: 'code', text: /WORKER TIMEOUT \(pid:(\d{1,10})\)/, tag: 'worker' },
  // *** HARAKIRI ON WORKER 1 (pid: 32329, try: 1) ***
  { by: 'code', text: /HARAKIRI ON WORKER (\d{1,5})|HARAKIRI \[core|F\*CK !!! i must kill/, tag: 'worker' },
  { by: 'type', type: /^SystemExit$/, when: isWorkerAbort, tag: 'worker' },
  // child 24802, script '/app/sleep.php' (request: "GET ") execution timed out (4.004778 sec), terminating
  { by: 'code', text: /execution timed out \((\d{1,6}\.?\d{0,9}) sec\)/, tag: 'fpm' },
  // PHP Fatal error:  Maximum execution time of 1 second exceeded in /app/time.php on line 1
  { by: 'code', text: /Maximum execution time of (\d{1,6})\+?\d{0,6} seconds? exceeded/, tag: 'php' },
  // 2018-05-17T06:46:28.161Z fb63a8b6-… Task timed out after 18.02 seconds
  {
    by: 'code',
    text: /Task timed out after (\d{1,6}\.?\d{0,4}) seconds|Sandbox\.Timedout|Runtime\.InvokeTimeout/,
    tag: 'lambda',
  },
  // REPORT RequestId: … Duration: 3000.00 ms … Status: timeout     {"type":"platform.report",…"status":"timeout"
  { by: 'code', text: /Status: timeout|"status":\s?"timeout"/, tag: 'lambda' },
  // Puma: ! Terminating timed out worker (worker failed to check in within 60 seconds): 4711
  { by: 'code', text: /Terminating timed out worker|Rack::Timeout::Request\w{0,30}/, tag: 'worker' },
  // worker=1 PID:9203 timeout (4s > 3s), killing      Worker 25096 has no heartbeat (2 seconds), restarting
  {
    by: 'code',
    text: /\bworker=\d{1,5} PID:\d{1,10} timeout \(\d{1,6}s > (\d{1,6})s\), killing|\bWorker \d{1,10} has no heartbeat \((\d{1,6}) seconds\)/,
    tag: 'worker',
  },
  // celery: TimeLimitExceeded(10,)   SoftTimeLimitExceeded()
  { by: 'code', text: /\b(?:Soft)?TimeLimitExceeded\b|Hard time limit \(\d{1,6}s\) exceeded/, tag: 'job' },
  // Script timed out before returning headers: slow.sh
  { by: 'code', text: /Script timed out before returning headers: ([^\s,]{1,200})/, tag: 'cgi' },
  // (70007)The timeout specified has expired: AH01102: error reading status line from remote server
  {
    by: 'status',
    text: /\(70007\)\s?The timeout specified has expired|AH00574|AH01075: Error dispatching request to : ?\(reading input brigade\)/,
    tag: 'proxy',
  },
  // [pool www] server reached max_children setting (2), consider raising it
  { by: 'type', text: /server reached (?:pm\.)?max_children setting \((\d{1,6})\)/, tag: 'full' },
  // server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting
  {
    by: 'type',
    text: /server reached MaxRequestWorkers|AH00484|uWSGI listen queue of socket .{1,80}full/,
    tag: 'full',
  },
  // upstream timed out (110: Connection timed out) while reading response header from upstream
  { by: 'status', text: /upstream timed out \(110: /, tag: 'proxy' },
  // f ref/s1 0/0/1/-1/1504 504 217 - - sH--
  { by: 'status', text: / 50[34] \d{1,12} \S{1,64} \S{1,64} s[HDQ][\w-]{2} /, tag: 'proxy' },
  // Heroku's router: at=error code=H12 desc="Request timeout"
  { by: 'status', code: /^H(?:12|15|28)$/, tag: 'proxy' },
  // dial tcp 127.0.0.1:9000: i/o timeout, in the log of Caddy or Traefik
  {
    by: 'status',
    text: /i\/o timeout|context deadline exceeded|504 Gateway Timeout|timeout awaiting response headers/,
    when: isProxyLog,
    tag: 'proxy',
  },
  // Envoy: "GET /slow HTTP/1.1" 504 UT
  { by: 'status', text: /" 504 UT\b/, tag: 'proxy' },
  // [ALB] … 504 with the target silent; API Gateway: Execution failed due to a timeout error
  { by: 'status', text: /Execution failed due to a timeout error|Endpoint request timed out/, tag: 'proxy' },
  // TimeoutError: job nightly-rollup timed out after 400 ms     asyncio.exceptions.TimeoutError     context deadline exceeded
  {
    by: 'type',
    type: /(?:^|[.\\:])(?:TimeoutError|TimeoutException|AsyncRequestTimeoutException|Timeout::Error|Timeout::ExitException|QueryTimeoutException|AbortError|TaskCanceledException)$/,
    tag: 'code',
  },
  // pump: no water after 700ms: i/o timeout, of a deadline that is no call's over the network
  {
    by: 'phrase',
    text: /(?:^|: )i\/o timeout\b/,
    not: /\b(?:dial|read|write) (?:tcp|udp|unix)/,
    tag: 'code',
  },
  {
    by: 'phrase',
    text: /context deadline exceeded|timed out after \d{1,9} ?(?:ms|s|sec|milliseconds|seconds)|http: Handler timeout|\bafter \d{1,9} ?(?:ms|s|seconds): timed out/,
    tag: 'code',
  },
];

// child 24802, script '/app/sleep.php' (request: "GET /sleep.php") execution timed out
const SCRIPT = /script '([^']{1,400})'/;

const componentOf = (seen: Seen, tag: string, groups: Hit['groups']): string => {
  const script = tag === 'cgi' ? groups[0] : tag === 'fpm' ? SCRIPT.exec(seen.text)?.[1] : undefined;
  if (script) return `file ${script}`;
  return tag === 'proxy' ? upstreamComponentOf(seen) : 'self';
};

const describe = (seen: Seen, { tell, groups, statement }: Hit) => {
  const place = placeOf(seen.record);
  const limit = groups.find(Boolean);
  const said = statement.text.split('\n', 1)[0]?.slice(0, 200) ?? '';
  return {
    component: componentOf(seen, tell.tag ?? '', groups),
    summary: `the work was not done in time${place ? `; it stood at ${place}` : ''}: ${said}`,
    subject: {
      case: tell.tag ?? 'code',
      ...(limit && NAMES_LIMIT.has(tell.tag ?? '') ? { limit } : {}),
      ...(place ? { place } : {}),
    },
  };
};

/** Whose words say how long was waited. */
const NAMES_LIMIT: ReadonlySet<string> = new Set(['fpm', 'php', 'lambda', 'job', 'proxy', 'code']);

const KNOBS: Readonly<Record<string, string>> = {
  worker: 'the timeout of the worker (gunicorn --timeout, uwsgi harakiri, puma worker_timeout)',
  cgi: 'CGIDScriptTimeout',
  fpm: 'request_terminate_timeout of the pool',
  php: 'max_execution_time',
  lambda: 'the timeout of the function',
  job: 'the time limit of the task',
  proxy: 'the read timeout of the proxy',
  full: 'the number of workers (max_children, MaxRequestWorkers), where memory allows,',
  code: 'the deadline in the code',
};

const SLOW_LOG = 'grep -A20 "script_filename" "$(php-fpm -i | sed -n \'s/^slowlog => //p\')"';

/** What shows where the time goes: the slow log of PHP-FPM, or how long the upstream takes by itself. */
const checkOf = (kind: string, component: string): string | undefined => {
  if (kind === 'fpm') return SLOW_LOG;
  const upstream = /^http ([\w.-]{1,255}:\d{1,5})$/.exec(component)?.[1];
  return kind === 'proxy' && upstream !== undefined
    ? `curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' ${shellWord(`http://${upstream}/`)}`
    : undefined;
};

const raise = (kind: string, limit: string | undefined): string => {
  const knob = KNOBS[kind] ?? 'the limit';
  const seconds = Number(limit);
  return Number.isFinite(seconds) && seconds > 0
    ? `only when the work may take that long, raise ${knob} ${limit} s → ${Math.ceil(seconds * 2)} s; client < proxy < worker < gateway`
    : `only when the work may take that long, raise ${knob}; client < proxy < worker < gateway`;
};

/** A time limit ended the work. */
export const resourceTimeout = defineCauseRule({
  id: 'resource.timeout',
  standing: 'effect',
  summary:
    'A time limit ended the work: gunicorn `WORKER TIMEOUT`, uWSGI `HARAKIRI`, PHP-FPM `execution timed out`, `Maximum execution time`, Lambda `Task timed out`, a proxy that waited in vain. It yields to whatever the work was waiting for.',
  examples: [
    '[2026-11-22 10:02:45 +0000] [22291] [CRITICAL] WORKER TIMEOUT (pid:22293)',
    '*** HARAKIRI ON WORKER 1 (pid: 32329, try: 1) ***',
    'PHP Fatal error:  Maximum execution time of 1 second exceeded in /app/time.php on line 1',
    'upstream timed out (110: Connection timed out) while reading response header from upstream',
  ],
  confusers: [
    'canceling statement due to statement timeout',
    'HikariPool-1 - Connection is not available, request timed out after 30000ms.',
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    if (!hit || /HikariPool|statement timeout|lock timeout|Lock wait timeout/.test(seen.text))
      return undefined;
    return signalOf('resource.timeout', seen, hit, describe(seen, hit));
  },
  remedy: ({ subject, component }, { record }) => {
    const place = subject['place'] ?? placeOf(record);
    const kind = subject['case'] ?? 'code';
    return [
      remedyOf(
        place
          ? `make ${place} faster, or move it out of the request: that is where the time went`
          : 'find where the time goes: a stack sample, the slow log of PHP-FPM, or a trace of one slow request',
        checkOf(kind, component),
      ),
      remedyOf(raise(kind, subject['limit'])),
    ];
  },
});
