import { writeFileSync } from 'node:fs';

import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { it } from 'vitest';

import { stackWith } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('warns of a check that trusts any certificate', async () => {
  await using folder = await temporaryFolder();
  const config = folder.file('whydown.yaml');
  writeFileSync(config, 'checks: [{ name: own, url: "https://example.com/", tls: { insecure: true } }]');
  Annotations.fromStack(stackWith(config).stack).hasWarning(
    '/Shop/Probes',
    Match.stringLikeRegexp('check own trusts any certificate'),
  );
});
