import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloud } from '../../backing/cloud.ts';
import { mariadb } from '../../backing/mariadb.ts';
import { APP_USER } from '../../backing/machine.ts';
import { postgres } from '../../backing/postgres.ts';
import { redis } from '../../backing/redis.ts';
import { web } from '../../backing/web.ts';
import { ADDRESSES, PASSWORDS } from '../../backing/addresses.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import type { RequestOptions } from '../../harness/send-request.ts';

/** Where the built application lies; no folder of the build shows in its logs. */
export const SHOP_JAR = '/srv/shop-backing/spring/shop.jar';

/** Begins every record of Spring Boot's default console pattern. */
const RECORD = /^\d{4}-\d\d-\d\dT\S+ +(INFO|WARN|ERROR|DEBUG) \d+ --- \[/;

const SHOP_ENV: Readonly<Record<string, string>> = {
  DB_PASSWORD: PASSWORDS.postgres,
  REDIS_URL: `redis://:${PASSWORDS.redis}@${ADDRESSES.redis}:6379`,
  AWS_ENDPOINT_URL: 'http://cloud.shop.example:4566/ok',
  SHOP_AWS_KEY: 'AKIAQZ7LABX2M4N6P8R0',
  SHOP_AWS_SECRET: 'h7Lq2vXw9Tz4rBn3Hs8mQyKp6Jd5Gf1Cs0AeUiOx',
};

/** Ways of Spring Boot to write its log. */
export const STYLES = {
  plain: {},
  /** The request id from the MDC in each line. */
  id: { LOGGING_PATTERN_CORRELATION: '[%X{requestId:-}] ' },
  /** Elastic's JSON, as `logging.structured.format.console=ecs` writes it. */
  ecs: { LOGGING_STRUCTURED_FORMAT_CONSOLE: 'ecs' },
  /** The root cause first, its wrappers after it. */
  rootFirst: { LOGGING_EXCEPTION_CONVERSION_WORD: '%rEx' },
} as const;

export interface SpringFault {
  readonly label: Omit<CaseSpec, 'run' | 'logs' | 'exception' | 'frame'> & {
    readonly logs?: readonly string[];
  };
  /** Type and beginning of the message of the innermost cause. */
  readonly type: string;
  readonly message: string;
  /** Method and source piece of the deepest frame of the shop. */
  readonly frame?: readonly [file: string, method: string, code: string];
  readonly style?: keyof typeof STYLES;
  readonly env?: Readonly<Record<string, string>>;
  readonly java?: readonly string[];
  readonly limits?: readonly string[];
  readonly request: readonly [method: 'GET' | 'POST', path: string];
  readonly prepare?: (bench: Bench, url: string) => Promise<void>;
  /** Sends the failing request, where one alone is not enough. */
  readonly act?: (bench: Bench, url: string) => Promise<void>;
}

export const startSpring = async (
  bench: Bench,
  fault: Pick<SpringFault, 'env' | 'java' | 'limits' | 'style'>,
): Promise<string> => {
  await Promise.all([postgres(), mariadb(), redis(), web(), cloud()]);
  mkdirSync(join(bench.dir, 'data'), { recursive: true });
  const port = await bench.port();
  const [program, ...args] = [
    ...(fault.limits === undefined ? [] : ['prlimit', ...fault.limits]),
    'java',
    '-XX:TieredStopAtLevel=1',
    '-Xshare:auto',
    ...(fault.java ?? ['-Xmx160m']),
    '-jar',
    SHOP_JAR,
  ];
  await bench.start({
    command: [program, ...args],
    user: APP_USER,
    env: {
      ...SHOP_ENV,
      DATA_DIR: join(bench.dir, 'data'),
      ...STYLES[fault.style ?? 'plain'],
      ...fault.env,
      SERVER_PORT: String(port),
    },
    out: 'app.log',
    readyPort: port,
  });
  return `http://127.0.0.1:${port}`;
};

export const healthySpring = (bench: Bench, url: string, count = 12): Promise<void> =>
  bench.healthy([`${url}/health`, `${url}/products/1`, `${url}/products/2`], count);

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const exceptionOf = (fault: SpringFault): NonNullable<CaseSpec['exception']> => {
  const header = `${escape(fault.type)}.*${escape(fault.message)}`;
  if (fault.style === 'ecs')
    return { line: new RegExp(`"log":\\{"level":"ERROR".*${escape(fault.type)}`), type: fault.type };
  return {
    line: new RegExp(`^(Caused by: )?${header}`),
    pick: 'last',
    // The record's own first line: the exception stands below it.
    from: / ERROR \d+ --- \[/,
    before: RECORD,
    type: fault.type,
  };
};

/** A case of the Spring shop: healthy requests, then the fault. */
export const springCase = (fault: SpringFault): CaseSpec => ({
  ...fault.label,
  logs: fault.label.logs ?? ['app.log'],
  exception: exceptionOf(fault),
  ...(fault.frame === undefined
    ? {}
    : {
        frame: {
          file: `${fault.frame[0]}.java`,
          function: `com.example.shop.${fault.frame[0]}.${fault.frame[1]}`,
          code: fault.frame[2],
          source: `src/main/java/com/example/shop/${fault.frame[0]}.java`,
        },
      }),
  run: async (bench) => {
    const url = await startSpring(bench, fault);
    await healthySpring(bench, url);
    await fault.prepare?.(bench, url);
    const [method, path] = fault.request;
    const options: RequestOptions = { method };
    await (fault.act === undefined ? bench.fail(`${url}${path}`, options) : fault.act(bench, url));
    await bench.pause(100);
    await healthySpring(bench, url, 2);
  },
});
