import { EXPECT_ENTRIES } from '../../lib/core/assertions/expect.ts';
import type { Prober } from '../../lib/core/probe/contract.ts';
import { keyTable, RELATIONS } from './key-table.ts';
import type { Plugin } from './plugins.ts';

/** `docs/reference/checks.md`: the check types with their own keys and assertions. */
export const checksPage = (probers: readonly Plugin<Prober>[]): string => `\
<!-- Written by \`npm run generate\`. -->
# Check types

Every check has the keys of [config.md](config.md#a-check). A type adds its own keys, and takes the assertions under
\`expect:\` that make sense for what it sees.

${probers.map(({ value }) => `- [\`${value.type}\`](#${value.type}): ${value.summary}`).join('\n')}

${probers.map(({ value }) => section(value)).join('\n\n')}

## Relations

Where a value under \`expect:\` may be *relations*, a bare value must be met as it stands, and a map says more. All of its
relations must hold:

\`\`\`yaml
expect:
  headers: { content-type: { contains: json } }
  json: { "$.queue.size": { lessThan: 100 }, "$.db": up }
\`\`\`

${keyTable(RELATIONS)}
`;

const section = (prober: Prober): string => {
  const schemes = prober.schemes?.map((scheme) => `\`${scheme}://\``).join(' and ');
  const expects = Object.fromEntries(
    Object.entries(EXPECT_ENTRIES).filter(([key]) => [...prober.expects, 'failure'].includes(key)),
  );
  return [
    `## ${prober.type}`,
    prober.summary,
    ...(schemes ? [`\`type\` can be left out: a \`url\` with ${schemes} says it.`] : []),
    keyTable(prober.entries),
    ...(prober.expects.length > 0 ? ['Under `expect:`', keyTable(expects)] : []),
  ].join('\n\n');
};
