import { expect, it } from 'vitest';

import type { Played } from '../../lib/cli/demo/scenario.ts';
import { commandLine } from '../support/command-line.ts';

const ROWS = [
  { fault: 'db-refused', cause: 'datastore.unreachable', severity: 'down', line: /connect ECONNREFUSED/ },
  { fault: 'exception', cause: 'code.exception', severity: 'down', line: /Cannot read properties of null/ },
  { fault: 'permission', cause: 'fs.permission', severity: 'down', line: /EACCES: permission denied, open/ },
  { fault: 'memory', cause: 'resource.memory', severity: 'down', line: /reaching memory limit/ },
  { fault: 'timeout', cause: 'thirdparty.api', severity: 'down', line: /aborted due to timeout/ },
  { fault: 'third-party', cause: 'thirdparty.api', severity: 'down', line: /payment provider answered 503/ },
  { fault: 'flaky', cause: 'code.exception', severity: 'degraded', line: /Cannot read properties of null/ },
] as const;

it.concurrent.each(ROWS)(
  'plays $fault to its end and names $cause',
  async ({ fault, cause, severity, line }) => {
    await using shell = await commandLine();
    const { code, stdout, stderr } = await shell.whydown(['demo', '--fault', fault, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { incident, diagnosis, metrics, timeline } = JSON.parse(stdout) as Played;
    expect(incident).toMatchObject({ checkName: 'shop-orders', severity, status: 'resolved' });
    expect(diagnosis).toMatchObject({ correlation: 'request', cause: { id: cause } });
    expect(diagnosis?.snippet.map(({ text }) => text).join('\n')).toMatch(line);
    expect(diagnosis?.remedy).not.toEqual([]);
    const failing = incident.failing.map(({ id }) => id.requestId);
    const text = diagnosis?.snippet.map((each) => each.text).join('\n') ?? '';
    expect(failing.filter((id) => text.includes(id))).toHaveLength(1);
    expect(metrics.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        '5xx',
        'RetryCount',
        'BackoffTime',
        'FirstAttemptFailed',
        'Failed',
        'Duration',
      ]),
    );
    expect(timeline.filter(({ event }) => event === 'notification')).toHaveLength(2);
  },
  60_000,
);
