import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reassemble } from '../../../lib/core/logs/reassemble.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';
import { summariseRecord } from '../../support/summarise-record.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/logs');
const LOGS = globSync('**/*.log', { cwd: FOLDER }).sort();

describe('logs as software prints them', () => {
  it('are there for every format', () => {
    const folders = new Set(LOGS.map((path) => path.split('/')[0]));
    expect(LOG_FORMATS.map(({ id }) => id).filter((id) => !folders.has(id))).toEqual([]);
  });

  it.each(LOGS)('%s reads as the JSON beside it says', (path) => {
    const text = readFileSync(join(FOLDER, path), 'utf8');
    const expected: unknown = JSON.parse(readFileSync(join(FOLDER, path.replace(/\.log$/, '.json')), 'utf8'));
    const event = { source: path, stream: path, line: 1, text };
    const near = Date.UTC(2026, 10, 22, 12);
    expect([...reassemble([event], LOG_FORMATS, { near })].map(summariseRecord)).toEqual(expected);
  });
});
