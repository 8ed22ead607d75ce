/**
 * What one call of the probe function costs: the bundled handler with its own plan and clients, against targets and an AWS on
 * loopback. `node bench/shard.ts --checks 400 --scheme https`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ENVIRONMENT } from '../lib/aws/environment.ts';
import { PLAN_FOLDER, writePlan } from '../lib/aws/plan-folder.ts';
import { bundle } from '../lib/constructs/bundle/bundle.ts';
import { fleetConfig } from './sim/fleet.ts';

const { values } = parseArgs({
  options: {
    checks: { type: 'string', default: '400' },
    scheme: { type: 'string', default: 'https' },
    calls: { type: 'string', default: '12' },
    metrics: { type: 'string', default: 'fleet' },
    // What the function believes to have, which decides its pace, and what it has.
    memory: { type: 'string', default: '1769' },
    quota: { type: 'string' },
  },
});

/** The last calls, when all is compiled. */
const DURATION_CALLS = 8;

const ROOT = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'whydown-shard-'));
try {
  const config = fleetConfig({
    checks: Number(values.checks),
    tls: 0,
    interval: '1m',
    metrics: values.metrics,
    locations: ['home'],
    componentOf: () => undefined,
  });
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      '-days',
      '30',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
    ],
    { stdio: 'ignore' },
  );
  const target = spawn(process.execPath, [join(ROOT, 'bench/shard-target-process.ts'), certificate, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const ports = await new Promise<{ http: number; https: number; aws: number }>((resolve) =>
      target.stdout.once('data', (line: Buffer) =>
        resolve(JSON.parse(line.toString()) as { http: number; https: number; aws: number }),
      ),
    );
    const port = values.scheme === 'https' ? ports.https : ports.http;
    writePlan(join(folder, PLAN_FOLDER), {
      ...config,
      checks: config.checks.map((check) => ({
        ...check,
        reach: 'private',
        target: { ...(check.target as object), url: `${values.scheme}://127.0.0.1:${port}/${check.name}` },
      })),
    });
    await bundle({ entry: join(ROOT, 'lambdas/probe/handler.ts'), folder });
    writeFileSync(join(folder, 'call.mjs'), CALLER());
    const env = {
      PATH: process.env['PATH'],
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${ports.aws}`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: values.memory,
      NODE_EXTRA_CA_CERTS: certificate,
      ...Object.fromEntries(Object.values(ENVIRONMENT).map((name) => [name, '{}'])),
    };
    const command = [process.execPath, join(folder, 'call.mjs'), values.calls] as const;
    const out = execFileSync('sh', ['-c', limited(values.quota), ...command], {
      env,
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    const lines = out.split('\n');
    console.log(lines.filter((line) => line.startsWith('call')).join('\n'));
    const durations = lines
      .filter((line) => line.includes('"_aws"'))
      .slice(-DURATION_CALLS)
      .flatMap((line) => (JSON.parse(line) as { Duration: number[] }).Duration)
      .sort((a, b) => a - b);
    const at = (part: number): number | undefined => durations[Math.floor(part * (durations.length - 1))];
    console.log(`reported ms: p50 ${at(0.5)} p90 ${at(0.9)} p99 ${at(0.99)} max ${at(1)}`);
    console.log(`${lines.filter((line) => line.includes('"ProbeResult"')).length} probes did not pass`);
  } finally {
    target.kill();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the command in a control group of its own, with the part of a core that Lambda gives for so many MB; needs root. */
function limited(quotaMb: string | undefined): string {
  if (quotaMb === undefined) return 'exec "$0" "$@"';
  const group = '/sys/fs/cgroup/cpu/whydown-bench';
  const quotaUs = Math.round((Number(quotaMb) / 1_769) * 100_000);
  return `mkdir -p ${group} && echo 100000 > ${group}/cpu.cfs_period_us && echo ${quotaUs} > ${group}/cpu.cfs_quota_us && echo $$ > ${group}/cgroup.procs && exec "$0" "$@"`;
}

/** Calls the handler as Lambda does, and says what each call took. */
function CALLER(): string {
  return `
import { handler } from './index.js';
const calls = Number(process.argv[2]);
// Each call comes in time for its tick, whatever the clock on the wall says.
const now = Date.now;
let shift = 0;
Date.now = () => now() - shift;
for (let call = 0; call < calls; call++) {
  shift = 0;
  shift = now() % 60000 - 100;
  const body = JSON.stringify({ range: { from: 0, to: 1 }, tick: Math.floor(Date.now() / 60000) * 60000 });
  const before = process.cpuUsage();
  const began = performance.now();
  const answer = await handler({ Records: [{ messageId: 'a', body }] }, { getRemainingTimeInMillis: () => 120000 });
  const cpu = process.cpuUsage(before);
  console.log('call ' + call + ' ' + JSON.stringify({ cpuMs: Math.round((cpu.user + cpu.system) / 1000), wallMs: Math.round(performance.now() - began), rssMb: Math.round(process.memoryUsage.rss() / 1e6), failures: answer.batchItemFailures.length }));
}
process.exit(0);
`;
}
