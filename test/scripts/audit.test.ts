import { spawnSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { judge, type Finding } from '../../scripts/audit/finding.ts';
import { SKIPS } from '../../scripts/audit/skips.ts';
import { auditedTemplates } from '../../scripts/audit/templates.ts';
import { cfnLint } from '../../scripts/audit/tools.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const finding = (rule: string, stack = 'Example', resource = 'ProbesTable'): Finding => ({
  tool: 'checkov',
  stack,
  rule,
  resource,
  message: 'x',
});

describe('the findings of an audit', () => {
  it.each([
    { what: 'the rule of a skip', rule: 'A', stack: 'Example', resource: 'ProbesTable', open: 0 },
    { what: 'another rule', rule: 'B', stack: 'Example', resource: 'ProbesTable', open: 1 },
    { what: 'another resource', rule: 'A', stack: 'Example', resource: 'Other', open: 1 },
    { what: 'another stack', rule: 'A', stack: 'WithKey', resource: 'ProbesTable', open: 1 },
  ])('of $what leave $open open', ({ rule, stack, resource, open }) => {
    const skips = [{ rule: 'A', reason: 'r', only: /^Probes/, stacks: /^Example$/ }];
    expect(judge([finding(rule, stack, resource)], skips).open).toHaveLength(open);
  });

  it('tell of a skip that nothing needs any more', () => {
    const [needed, left] = [
      { rule: 'A', reason: 'r' },
      { rule: 'Z', reason: 'r' },
    ];
    expect(judge([finding('A')], [needed, left])).toEqual({ open: [], unused: [left] });
  });

  it('are skipped with a reason that one can read', () => {
    for (const { rule, reason } of SKIPS) expect(reason.length, rule).toBeGreaterThan(30);
  });
});

it('an audit looks at nested stacks and other regions too', async () => {
  await using folder = await temporaryFolder();
  const names = auditedTemplates(join(folder.path, 'out')).map((path) => path.split('/').at(-1)!);
  expect(names).toEqual(
    expect.arrayContaining(['Example.template.json', 'Everything-eu-west-1.template.json']),
  );
  expect(names.filter((name) => name.endsWith('.nested.template.json'))).toHaveLength(2);
}, 120_000);

it('a tool that does not start is no audit without findings', () => {
  expect(() => cfnLint('/nonexistent/bin/python', ['a.template.json'])).toThrow(/ended with null/);
});

it('the audit says what it lacks where there is no Python', async () => {
  await using folder = await temporaryFolder();
  await mkdir(folder.file('bin'));
  await symlink(process.execPath, folder.file('bin/node'));
  const script = join(import.meta.dirname, '../../scripts/audit-template.ts');
  const { status, stderr } = spawnSync(process.execPath, [script], {
    env: { PATH: folder.file('bin') },
    encoding: 'utf8',
  });
  expect(stderr).toMatch(
    /^no usable python3: the audit of the template needs Python 3\.10 or later \(Debian, Ubuntu: apt-get install/,
  );
  expect(status).toBe(1);
});
