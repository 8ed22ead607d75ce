import { writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { stackWith } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const messageOf = async (yaml: string): Promise<string> => {
  await using folder = await temporaryFolder();
  const config = folder.file('whydown.yaml');
  await writeFile(config, yaml);
  try {
    stackWith(config, { env: { TOKEN: 'abc' } });
  } catch (error) {
    return (error as Error).message.replaceAll(/\S*whydown\.yaml/g, 'whydown.yaml');
  }
  return '';
};

const CHECK = 'name: a, url: "https://example.com/"';

describe('a synthesis', () => {
  it('names the config that is not there', () => {
    expect(() => stackWith('nowhere/whydown.yaml')).toThrow(/^nowhere\/whydown\.yaml: not found/);
  });

  it('says everything that is wrong with the config at once, each with its place', async () => {
    const message = await messageOf(`checks:\n  - { ${CHECK}, interval: 5s }\n  - { name: b, url: nope }\n`);
    expect(message.split('\n')).toEqual([
      expect.stringMatching(
        /^whydown\.yaml:2:\d+ checks\[0\]\.interval: expected at least 10s on AWS, got 5s$/,
      ),
      expect.stringMatching(/^whydown\.yaml:3:\d+ checks\[1\]\.url: expected an http\(s\) URL, got "nope"$/),
      '2 problems, nothing was synthesised',
    ]);
  });

  it('refuses an environment variable in a credential, for it would be readable in the template', async () => {
    const message = await messageOf(`checks: [{ ${CHECK}, auth: { bearer: "\${env:TOKEN}" } }]`);
    expect(message).toContain('checks[0].auth.bearer: ${env:TOKEN} would be readable in the template');
    expect(message).not.toContain('abc');
  });

  it('refuses an unknown notifier of alarms that are diagnosed', async () => {
    const message = await messageOf(
      `checks: [{ ${CHECK} }]\ndiagnoseAlarms: [{ name: x, notify: [oncal] }]\nnotifiers: { oncall: { type: slack, webhook: "\${secret:s}" } }`,
    );
    expect(message).toContain(
      'diagnoseAlarms[0].notify[0]: unknown notifier "oncal", did you mean "oncall"?',
    );
  });

  it.each([
    { what: 'no match', item: '{ components: [] }' },
    { what: 'two matches', item: '{ name: a, prefix: b }' },
  ])('refuses alarms to be diagnosed with $what', async ({ item }) => {
    const message = await messageOf(`checks: [{ ${CHECK} }]\ndiagnoseAlarms: [${item}]`);
    expect(message).toContain('diagnoseAlarms[0]: expected exactly one of name, prefix, tags');
  });

  it('asks for subnets and security groups of a location in a VPC', async () => {
    const message = await messageOf(
      `locations: [home, { name: inside, vpc: vpc-1 }]\nchecks: [{ ${CHECK} }]`,
    );
    expect(message).toBe(
      'whydown.yaml:1:40 locations[1].vpc: expected subnets and securityGroups beside it, at least one each: a synthesis looks nothing up\n1 problem, nothing was synthesised',
    );
  });
});
