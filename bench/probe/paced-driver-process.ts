/**
 * Asks blackbox_exporter for probes at a steady rate, and keeps what it says of each: `node paced-driver-process.ts
 * <probe url without target> <target prefix> <per second> <warm ms> <window ms>`.
 */
import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const [, , probeUrl = '', prefix = '', rate = '', warm = '', window = ''] = process.argv;
const perSecond = Number(rate);
const warmMs = Number(warm);
const endMs = warmMs + Number(window);

const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });

// probe_http_duration_seconds{phase="processing"} 0.020512
const PROCESSING = /^probe_http_duration_seconds\{phase="processing"\} (\S+)$/m;

const seen: { number: number; ttfbMs: number }[] = [];
let failed = 0;

const ask = (number: number, counted: boolean): Promise<void> =>
  new Promise((resolve) => {
    const url = probeUrl + encodeURIComponent(`${prefix}${number}`);
    get(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.once('end', () => {
        if (counted && text.includes('\nprobe_success 1'))
          seen.push({ number, ttfbMs: Number(PROCESSING.exec(text)?.[1]) * 1_000 });
        else if (counted) failed += 1;
        resolve();
      });
    }).on('error', () => {
      failed += 1;
      resolve();
    });
  });

const running: Promise<void>[] = [];
const from = performance.now();
for (let count = 0; performance.now() - from < endMs;) {
  for (; performance.now() - from >= (count * 1_000) / perSecond; count++)
    running.push(ask(count, performance.now() - from >= warmMs));
  await delay(1);
}
const wallMs = performance.now() - from;
await Promise.all(running);
process.stdout.write(JSON.stringify({ seen, failed, perSecond: (running.length * 1_000) / wallMs }), () =>
  process.exit(0),
);
