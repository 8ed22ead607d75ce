import { describe, expect, it } from 'vitest';

import { localComponentResolver } from '../../../lib/local/component-resolver.ts';
import { logReader } from '../../support/log-reader.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');

const deploysBy = async (script: string) => {
  const component = { kind: 'deploys', command: ['sh', '-c', script], name: 'shop' } as const;
  const [source] = await localComponentResolver('/', logReader()).changes(component);
  return source!.changes(NOON - 3_600_000, NOON);
};

describe('the deploys that a command lists', () => {
  it('are its lines: time, space, text; within what is asked for', async () => {
    const lines = [
      '2026-11-22T11:50:00Z release v42 by ada',
      '2026-11-22T12:55:00.5+01:00  flag new-checkout on',
      '2026-11-22T10:59:59Z too old',
      '2026-11-22T12:00:01Z too new',
      'no time at all',
      '',
    ].join('\\n');
    expect(await deploysBy(`printf '${lines}'`)).toEqual([
      { at: NOON - 600_000, what: 'release v42 by ada', component: 'shop' },
      { at: NOON - 299_500, what: 'flag new-checkout on', component: 'shop' },
    ]);
  });

  it('are asked for with the stretch in the environment', async () => {
    expect(await deploysBy('echo "$WHYDOWN_TO from $WHYDOWN_FROM"')).toEqual([
      { at: NOON, what: 'from 2026-11-22T11:00:00.000Z', component: 'shop' },
    ]);
  });

  it.each([
    ['echo "no such host" >&2; exit 3', 'exited with 3: no such host'],
    ['kill -9 $$', 'was killed by SIGKILL'],
  ])('are an error that says why when %s', async (script, trouble) => {
    await expect(deploysBy(script)).rejects.toThrow(`deploys by sh -c ${script}: ${trouble}`);
  });

  it('name no log, and miss none', async () => {
    const component = { kind: 'deploys', command: ['true'], name: 'shop' } as const;
    expect(await localComponentResolver('/', logReader()).logs(component)).toEqual({ sources: [], gaps: [] });
  });
});
