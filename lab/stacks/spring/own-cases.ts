import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { APP_USER } from '../../backing/machine.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { healthySpring, SHOP_JAR, springCase, startSpring } from './spring-case.ts';

const invoice =
  (mode: number) =>
  (bench: Bench): Promise<void> => {
    const dir = join(bench.dir, 'data', 'invoices');
    mkdirSync(dir, { recursive: true });
    for (const id of ['1', '42']) {
      writeFileSync(join(dir, `${id}.pdf`), 'invoice');
      chmodSync(join(dir, `${id}.pdf`), mode);
    }
    return Promise.resolve();
  };

const tinyDisk = async (bench: Bench): Promise<void> => {
  const dir = join(bench.dir, 'data', 'exports');
  mkdirSync(dir, { recursive: true });
  await sh('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=777', 'tmpfs', dir]);
  bench.defer(() => sh('umount', [dir]));
};

const NPE = {
  type: 'java.lang.NullPointerException',
  message: 'Cannot invoke "String.toUpperCase()"',
  frame: ['ShopController', 'total', 'cart.get("currency").toUpperCase()'],
  request: ['GET', '/cart/total'],
} as const;

const npeLabel = {
  injected: 'the code calls a method of a value that is not in the map',
  cause: 'code.exception',
  component: 'self',
  keep: ['Cannot invoke "String.toUpperCase()"'],
} as const;

/** Faults of the application itself, of its files and its limits. */
export const OWN_CASES: readonly CaseSpec[] = [
  springCase({ ...NPE, label: { name: 'null-pointer', ...npeLabel, alsoAs: ['docker-json', 'crlf'] } }),
  springCase({ ...NPE, style: 'id', label: { name: 'id-null-pointer', ...npeLabel, alsoAs: ['rotated'] } }),
  springCase({
    ...NPE,
    style: 'ecs',
    label: { name: 'ecs-null-pointer', ...npeLabel, keep: ['java.lang.NullPointerException'] },
  }),
  springCase({
    ...NPE,
    label: {
      ...npeLabel,
      name: 'null-pointer-new-york',
      variant: 'wrong-zone',
    },
    java: ['-Xmx160m', '-Duser.timezone=America/New_York'],
  }),
  springCase({
    type: 'java.lang.NumberFormatException',
    message: 'For input string: "three"',
    frame: ['OrderService', 'parseLine', 'Integer.parseInt('],
    style: 'rootFirst',
    request: ['POST', '/orders/import'],
    label: {
      name: 'root-first-wrapped',
      injected:
        'a line of the feed holds a word where a number belongs; the exception is wrapped, and the log writes the root cause first',
      cause: 'code.exception',
      component: 'self',
      keep: ['NumberFormatException: For input string: "three"'],
    },
  }),
  springCase({
    type: 'java.util.NoSuchElementException',
    message: 'No value present',
    frame: ['ShopController', 'coupon', 'Optional.<Integer>empty()'],
    request: ['GET', '/coupons/WINTER'],
    label: {
      name: 'no-such-element',
      injected: 'the code opens an empty Optional',
      cause: 'code.exception',
      component: 'self',
      keep: ['NoSuchElementException: No value present'],
      alsoAs: ['invalid-utf8'],
    },
  }),
  springCase({
    type: 'java.lang.ClassNotFoundException',
    message: 'com.example.shop.LabelPrinter',
    frame: ['ShopController', 'label', 'Class.forName('],
    request: ['GET', '/label'],
    label: {
      name: 'class-not-found',
      injected: 'the release lacks a class that the code loads by name',
      cause: 'code.missing_artifact',
      component: 'class com.example.shop.LabelPrinter',
      keep: ['ClassNotFoundException: com.example.shop.LabelPrinter'],
    },
  }),
  springCase({
    type: 'java.util.concurrent.TimeoutException',
    message: 'job nightly-rollup did not finish within 400 ms',
    frame: ['ShopController', 'rollup', 'throw new TimeoutException'],
    style: 'id',
    request: ['GET', '/rollup'],
    label: {
      name: 'id-job-timeout',
      injected: 'a job reports that it did not finish in its time',
      cause: 'resource.timeout',
      component: 'self',
      keep: ['job nightly-rollup did not finish within 400 ms'],
    },
  }),
  springCase({
    type: 'java.lang.OutOfMemoryError',
    message: 'Java heap space',
    frame: ['ShopController', 'year', 'rows.add(new byte'],
    java: ['-Xmx72m'],
    request: ['GET', '/reports/year'],
    label: {
      name: 'heap-space',
      injected: 'the heap is limited to 72 MB and a report keeps growing',
      cause: 'resource.memory',
      component: 'self',
      keep: ['OutOfMemoryError: Java heap space'],
      alsoAs: ['gzip'],
    },
  }),
  springCase({
    type: 'java.nio.file.AccessDeniedException',
    message: '/srv/shop/spring/data/invoices/42.pdf',
    frame: ['DocumentStore', 'invoice', 'Files.readAllBytes'],
    request: ['GET', '/invoices/42'],
    prepare: invoice(0o600),
    label: {
      name: 'file-access-denied',
      injected: 'the invoice belongs to root with mode 600 and the application runs as another user',
      cause: 'fs.permission',
      component: 'file /srv/shop/spring/data/invoices/42.pdf',
      keep: ['AccessDeniedException: /srv/shop/spring/data/invoices/42.pdf'],
    },
  }),
  springCase({
    type: 'java.io.IOException',
    message: 'No space left on device',
    frame: ['DocumentStore', 'export', 'Files.write('],
    style: 'id',
    request: ['POST', '/export'],
    prepare: tinyDisk,
    label: {
      name: 'id-disk-full',
      injected: 'the export is written to a file system of 64 KiB',
      cause: 'resource.disk_fd',
      component: 'file',
      keep: ['No space left on device'],
    },
  }),
  springCase({
    type: 'java.nio.file.FileSystemException',
    message: '/srv/shop/spring/data/invoices/1.pdf: Too many open files',
    frame: ['DocumentStore', 'openAll', 'Files.newInputStream'],
    limits: ['--nofile=160:160'],
    request: ['GET', '/archive'],
    prepare: invoice(0o644),
    act: async (bench, url) => {
      await bench.fail(`${url}/archive`);
      await bench.pause(100);
    },
    label: {
      name: 'too-many-files',
      injected: 'the process may have 160 open files and the code opens 2000',
      cause: 'resource.disk_fd',
      component: 'self',
      keep: ['Too many open files'],
    },
  }),
  {
    name: 'start-port-in-use',
    injected: 'another program listens on the port when the application is started again',
    cause: 'resource.disk_fd',
    component: null,
    logs: ['app.log'],
    exception: { line: /^Web server failed to start\. Port \d+ was already in use\./, type: null },
    keep: ['Web server failed to start. Port', 'was already in use'],
    run: async (bench) => {
      let stop = (): Promise<void> => Promise.resolve();
      const watched: Bench = {
        ...bench,
        start: async (options) => {
          const running = await bench.start(options);
          stop = running.stop;
          return running;
        },
      };
      const url = await startSpring(watched, {});
      await healthySpring(bench, url);
      bench.mark();
      await stop();
      const port = Number(new URL(url).port);
      const squatter = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
      bench.defer(() => squatter.close());
      await bench.start({
        command: ['java', '-XX:TieredStopAtLevel=1', '-jar', SHOP_JAR],
        user: APP_USER,
        env: { SERVER_PORT: String(port), AWS_ENDPOINT_URL: 'http://cloud.shop.example:4566/ok' },
        out: 'app.log',
        ends: true,
      });
      await bench.fail(`${url}/health`);
    },
  },
  {
    ...springCase({ ...NPE, label: { name: 'bad-request-noise', ...npeLabel } }),
    kind: 'confuser',
    variant: 'noise',
    injected:
      'other clients ask for products by a word, which Spring warns about, while the code calls a method of a missing value',
    run: async (bench) => {
      const url = await startSpring(bench, {});
      const bad = () => bench.send(`${url}/products/boots`);
      for (let round = 0; round < 4; round++) {
        await healthySpring(bench, url, 3);
        await bad();
      }
      bench.mark();
      await bad();
      await bench.fail(`${url}/cart/total`);
      await bad();
    },
  },
  {
    ...springCase({
      type: 'sun.security.provider.certpath.SunCertPathBuilderException',
      message: 'unable to find valid certification path to requested target',
      frame: ['PaymentClient', 'charge', 'http.postForObject'],
      style: 'id',
      request: ['POST', '/charge/logged'],
      label: {
        name: 'id-concurrent-failures',
        variant: 'interleaved',
        injected:
          "the third party's certificate is self-signed, while other requests fail at the same time for other reasons",
        cause: 'network.dns_tls',
        component: 'http selfsigned.partner.example',
        keep: ['unable to find valid certification path to requested target'],
      },
    }),
    run: async (bench) => {
      const url = await startSpring(bench, {
        style: 'id',
        env: { PAYMENTS_URL: 'https://selfsigned.partner.example' },
      });
      await healthySpring(bench, url);
      bench.mark();
      const failing = bench.fail(`${url}/charge/logged`, { method: 'POST' });
      const others = ['/label', '/coupons/A'].map((path) => bench.send(`${url}${path}`));
      await failing;
      await Promise.all(others);
    },
  },
  {
    name: 'swallowed-exception',
    kind: 'no-evidence',
    injected: 'the code swallows the exception and answers 500; only the access log of Tomcat has a line',
    cause: null,
    component: null,
    logs: ['app.log', 'access.log'],
    exception: null,
    run: async (bench) => {
      const url = await startSpring(bench, {
        env: {
          SERVER_TOMCAT_ACCESSLOG_ENABLED: 'true',
          SERVER_TOMCAT_ACCESSLOG_DIRECTORY: bench.logDir,
          SERVER_TOMCAT_ACCESSLOG_PREFIX: 'access',
          SERVER_TOMCAT_ACCESSLOG_FILEDATEFORMAT: '',
          SERVER_TOMCAT_ACCESSLOG_BUFFERED: 'false',
        },
      });
      await healthySpring(bench, url);
      await bench.fail(`${url}/swallowed`);
      await healthySpring(bench, url, 3);
    },
  },
];
