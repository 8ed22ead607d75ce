/** `npm run audit:template`: cfn-lint and checkov on the templates of several stacks; what they may find stands in audit/skips.ts. */
import { join } from 'node:path';

import { judge } from './audit/finding.ts';
import { auditedTemplates } from './audit/templates.ts';
import { cfnLint, checkov } from './audit/tools.ts';
import { pythonEnvironment } from './python-environment.ts';

const CACHE = join(import.meta.dirname, '../.cache/audit');

const python = await pythonEnvironment(CACHE, {
  requirements: join(import.meta.dirname, 'audit/requirements.txt'),
  purpose: 'the audit of the template',
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
const templates = auditedTemplates(join(CACHE, 'cdk.out'));
const checked = [cfnLint(python, templates), checkov(python, templates)];
if (checked.some(({ looked }) => looked === 0)) throw new Error('the audit looked at nothing');

const { open, unused } = judge(checked.flatMap(({ findings }) => findings));
for (const { tool, stack, rule, resource, message } of open)
  console.log(`${tool} ${rule} ${stack} ${resource}: ${message}`);
for (const { rule, reason } of unused) console.log(`skip of ${rule} is not needed any more (${reason})`);
const skipped = checked.flatMap(({ findings }) => findings).length - open.length;
console.log(
  `${templates.length} templates, ${checked[1]?.looked} rules passed, ${skipped} findings skipped with a reason, ${open.length} open`,
);
if (open.length > 0 || unused.length > 0) process.exitCode = 1;
