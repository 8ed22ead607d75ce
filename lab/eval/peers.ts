import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { LOG_FORMATS } from '../../lib/catalog.ts';
import { reassemble } from '../../lib/core/logs/reassemble.ts';
import { createRedactor } from '../../lib/core/logs/redact.ts';
import type { LoadedCase } from './load-cases.ts';
import { wilson, type Share } from './wilson.ts';

/** What other tools do on the same corpus. */
export interface PeerFigures {
  readonly drain3: { readonly version: string; readonly mbPerSecond: number };
  readonly detectSecrets: { readonly version: string; readonly secrets: Share };
  readonly ours: { readonly mbPerSecond: number; readonly secrets: Share };
}

const PACKAGES = ['drain3==0.9.11', 'detect-secrets==1.5.0'] as const;
const BYTES_PER_MB = 1e6;
/** The corpus is small; a rate needs a second or so of work. */
const MIN_BYTES = 20_000_000;

/** Installs the peers once into the cache, runs them, and answers their figures. */
export const measurePeers = async (cases: readonly LoadedCase[], cache: string): Promise<PeerFigures> => {
  const python = install(join(cache, 'peers'));
  const work = mkdtempSync(join(tmpdir(), 'whydown-peers-'));
  try {
    const lines = cases.flatMap(({ events }) => events.map(({ text }) => text));
    const corpus = join(work, 'corpus.log');
    writeFileSync(corpus, lines.join('\n'));
    const [drain3Version = '', detectVersion = ''] = PACKAGES.map((name) => name.split('==')[1] ?? '');
    return {
      drain3: { version: drain3Version, mbPerSecond: Number(run(python, DRAIN3, [corpus])) },
      detectSecrets: { version: detectVersion, secrets: secretsFound(python, cases, work) },
      ours: { mbPerSecond: ourRate(cases), secrets: secretsHidden(cases) },
    };
  } finally {
    rmSync(work, { recursive: true });
  }
};

const install = (folder: string): string => {
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return python;
};

const run = (python: string, script: string, args: readonly string[]): string =>
  execFileSync(python, ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim();

/** Default parameters, no masks, one line an event. */
const DRAIN3 = `
import sys, time
from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig
lines = open(sys.argv[1], encoding="utf-8", errors="replace").read().split("\\n")
size = sum(len(line) + 1 for line in lines)
rounds = max(1, ${MIN_BYTES} // size)
miner = TemplateMiner(config=TemplateMinerConfig())
started = time.perf_counter()
for _ in range(rounds):
    for line in lines:
        miner.add_log_message(line)
print(rounds * size / (time.perf_counter() - started) / 1e6)
`;

/** File mode, as it is used on repositories; a secret counts when the whole of it is found. */
const DETECT_SECRETS = `
import json, sys
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings
found = []
with default_settings():
    for path in sys.argv[1:]:
        found.append([secret.secret_value for secret in scan_file(path)])
print(json.dumps(found))
`;

const secretsFound = (python: string, cases: readonly LoadedCase[], work: string): Share => {
  const withSecrets = cases.filter(({ lab }) => lab.label.secrets.length > 0);
  const files = withSecrets.map(({ events }, index) => {
    const path = join(work, `case-${index}.log`);
    writeFileSync(path, events.map(({ text }) => text).join('\n'));
    return path;
  });
  const found = JSON.parse(run(python, DETECT_SECRETS, files)) as readonly (readonly string[])[];
  let hits = 0;
  let total = 0;
  withSecrets.forEach(({ lab, events }, index) => {
    const text = events.map((event) => event.text).join('\n');
    for (const secret of lab.label.secrets.filter((one) => text.includes(one))) {
      total += 1;
      if (found[index]?.some((value) => value?.includes(secret))) hits += 1;
    }
  });
  return wilson(hits, total);
};

/** Counted like the peer: one secret of one case, whole or not at all. */
const secretsHidden = (cases: readonly LoadedCase[]): Share => {
  const hidden = cases.flatMap(({ lab, events }) => {
    const redact = createRedactor();
    const before = events.map(({ text }) => text).join('\n');
    const after = events.map(({ text }) => redact(text)).join('\n');
    return lab.label.secrets
      .filter((secret) => before.includes(secret))
      .map((secret) => !after.includes(secret));
  });
  return wilson(hidden.filter(Boolean).length, hidden.length);
};

const ourRate = (cases: readonly LoadedCase[]): number => {
  let bytes = 0;
  const started = performance.now();
  while (bytes < MIN_BYTES) {
    for (const { events } of cases) {
      for (const record of reassemble(events, LOG_FORMATS))
        bytes += record.lines.reduce((sum, { text }) => sum + text.length + 1, 0);
    }
  }
  return bytes / BYTES_PER_MB / ((performance.now() - started) / 1_000);
};
