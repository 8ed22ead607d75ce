import type { Notifier } from '../../lib/core/notify/contract.ts';
import { keyTable } from './key-table.ts';
import type { Plugin } from './plugins.ts';

/** `docs/reference/notifiers.md`: the channels with their keys. */
export const notifiersPage = (notifiers: readonly Plugin<Notifier>[]): string => `\
<!-- Written by \`npm run generate\`. -->
# Notifiers

A notifier is a name of your choice under \`notifiers:\`, which \`alert.notify\` of a check uses:

\`\`\`yaml
notifiers:
  oncall: { type: slack, webhook: "\${secret:slack#url}" }
\`\`\`

How much of the logs a channel sees is its \`detail\`: \`full\` is the whole diagnosis with the log lines, \`exception\`
leaves the log lines out, \`link\` says only which check has which verdict, what kind of cause it has, and where to read
on. Secrets and personal data are redacted before a message is made, whatever the detail.

A message that a channel does not take is sent again, for an hour, and never twice to a channel that took it. Redirects
to another host are not followed, and no error tells the address.

${notifiers.map(({ value }) => section(value)).join('\n\n')}
`;

const section = (notifier: Notifier): string =>
  [`## ${notifier.type}`, notifier.summary, keyTable(notifier.entries)].join('\n\n');
