/**
 * How fast logs are read, from raw text to records that can be ranked: `npm run bench:logs [MB]`. The logs are made here,
 * from a seed; figures are per second of processor time, so that another process on the machine does not blur them.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LogEvent } from '../lib/core/logs/event.ts';
import { scan } from '../lib/core/logs/scan.ts';
import { LOG_FORMATS } from '../lib/catalog.ts';

/** A file source reads so much at once. */
const CHUNK_BYTES = 256 * 1024;
const MEGABYTES = Number(process.argv[2] ?? '64');
const WARM_UP_MEGABYTES = 8;

/** mulberry32: the same logs on every machine. */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

type Random = () => number;
type Line = (n: number, random: Random) => string;

interface Kind {
  readonly name: string;
  readonly benign: Line;
  readonly failing: Line;
}

const PATHS = ['/health', '/orders/12', '/products?page=3', '/cart', '/api/v1/users/991'];
const pathOf = (n: number): string => PATHS[n % PATHS.length]!;
const hex = (random: Random): string =>
  Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
const iso = (n: number): string => new Date(1_795_342_834_000 + n * 7).toISOString();

const KINDS: readonly Kind[] = [
  {
    name: 'access log',
    benign: (n, random) =>
      `10.0.0.${n % 250} - - [22/Nov/2026:10:20:${String(n % 60).padStart(2, '0')} +0000] "GET ${pathOf(n)} HTTP/1.1" 200 ${Math.floor(random() * 9000)} "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
    failing: (n) =>
      `10.0.0.${n % 250} - - [22/Nov/2026:10:20:${String(n % 60).padStart(2, '0')} +0000] "GET ${pathOf(n)} HTTP/1.1" 502 157 "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
  },
  {
    name: 'Python',
    benign: (n, random) =>
      `${iso(n).replace('T', ' ').replace('.', ',').slice(0, 23)} INFO shop.access [${hex(random)}] GET ${pathOf(n)} 200 in ${Math.floor(random() * 90)} ms`,
    failing: (n, random) =>
      `${iso(n).replace('T', ' ').replace('.', ',').slice(0, 23)} ERROR shop.orders [${hex(random)}] order ${n} failed: connection refused`,
  },
  {
    name: 'Spring Boot',
    benign: (n, random) =>
      `${iso(n)}  INFO 4711 --- [shop] [nio-8080-exec-${n % 9}] c.e.shop.OrderController : order ${n} loaded in ${Math.floor(random() * 40)} ms`,
    failing: (n) =>
      `${iso(n)} ERROR 4711 --- [shop] [nio-8080-exec-${n % 9}] c.e.shop.OrderController : order ${n} failed: java.lang.IllegalStateException: no stock`,
  },
  {
    name: 'JSON lines',
    benign: (n, random) =>
      `{"level":30,"time":${1_795_342_834_000 + n},"pid":22,"reqId":"req-${n}","req":{"method":"GET","url":"${pathOf(n)}"},"res":{"statusCode":200},"responseTime":${(random() * 20).toFixed(2)},"msg":"request completed"}`,
    failing: (n) =>
      `{"level":50,"time":${1_795_342_834_000 + n},"pid":22,"reqId":"req-${n}","err":{"type":"Error","message":"no stock","stack":"Error: no stock\\n    at take (/srv/shop/stock.js:19:9)\\n    at show (/srv/shop/orders.js:7:3)"},"msg":"request failed"}`,
  },
];

/** Below every tenth failure stands a stack, where the software prints one in lines of its own. */
const STACKS: Readonly<Record<string, string>> = {
  Python: `\nTraceback (most recent call last):
  File "/srv/shop/views.py", line 21, in products
    return load(key)
           ^^^^^^^^^
  File "/srv/shop/db.py", line 7, in load
    raise LookupError(key)
LookupError: order`,
  'Spring Boot': `\n\njava.lang.IllegalStateException: no stock
\tat com.example.shop.Stock.take(Stock.java:19) ~[classes/:na]
\tat com.example.shop.OrderController.show(OrderController.java:31) ~[classes/:na]
\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:897) ~[spring-webmvc-6.1.5.jar:6.1.5]\n`,
};

const lineOf = (
  kind: Kind,
  n: number,
  { random, every }: { readonly random: Random; readonly every: number },
): string => {
  if (every === 0 || n % every !== every - 1) return kind.benign(n, random);
  const stack = n % (every * 10) === every - 1 ? (STACKS[kind.name] ?? '') : '';
  return kind.failing(n, random) + stack;
};

/** One block of log text in chunks of whole lines, given again and again: a large log costs no memory here either. */
const blockOf = (kind: Kind, every: number): readonly Buffer[] => {
  const random = seeded(1);
  const chunks: Buffer[] = [];
  let lines: string[] = [];
  let size = 0;
  for (let n = 0; chunks.length < 16; n++) {
    const line = lineOf(kind, n, { random, every });
    lines.push(line);
    size += line.length + 1;
    if (size < CHUNK_BYTES) continue;
    chunks.push(Buffer.from(`${lines.join('\n')}\n`));
    [lines, size] = [[], 0];
  }
  return chunks;
};

function* events(block: readonly Buffer[], megabytes: number): Generator<LogEvent> {
  let bytes = 0;
  for (let index = 0; bytes < megabytes * 1e6; index++) {
    const chunk = block[index % block.length]!;
    yield { source: 'bench', stream: 'bench', line: index * 10_000 + 1, text: chunk.toString('utf8') };
    bytes += chunk.length;
  }
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

interface Figures {
  readonly mbPerSecond: number;
  readonly records: number;
  readonly exceptions: number;
  readonly heapGrowthMb: number;
}

const measure = (block: readonly Buffer[], megabytes: number): Figures => {
  collect();
  const heap = process.memoryUsage().heapUsed;
  const started = process.cpuUsage();
  let [records, exceptions, characters] = [0, 0, 0];
  const reading = scan(events(block, megabytes), LOG_FORMATS);
  for (let next = reading.next(); ; next = reading.next()) {
    if (next.done === true) {
      characters = next.value.characters;
      break;
    }
    records += 1;
    if (next.value.exception !== undefined) exceptions += 1;
  }
  const { user, system } = process.cpuUsage(started);
  collect();
  const heapGrowthMb = (process.memoryUsage().heapUsed - heap) / 1e6;
  return { mbPerSecond: characters / (user + system), records, exceptions, heapGrowthMb };
};

const rows = KINDS.flatMap((kind) =>
  [
    { load: 'benign', every: 0 },
    { load: 'every 10th line an error', every: 10 },
  ].map(({ load, every }) => {
    const block = blockOf(kind, every);
    measure(block, WARM_UP_MEGABYTES);
    const { mbPerSecond, heapGrowthMb, ...counts } = measure(block, MEGABYTES);
    return {
      log: kind.name,
      load,
      'MB/s': Math.round(mbPerSecond),
      ...counts,
      'heap growth MB': Number(heapGrowthMb.toFixed(1)),
    };
  }),
);
console.table(rows);
