import { CAUSES } from '../../lib/core/causes/cause.ts';
import type { CauseRule } from '../../lib/core/causes/rule.ts';
import type { Plugin } from './plugins.ts';

/** `docs/reference/causes.md`: the causes that a diagnosis may name. */
export const causesPage = (rules: readonly Plugin<CauseRule>[]): string => `\
<!-- Written by \`npm run generate\`. -->
# Causes

A diagnosis names one of these causes, or none: where the logs do not say enough, it says what is missing instead.
An *effect* (a timeout, a dead upstream) is only named when nothing deeper is found.

${rules.map(({ value }) => section(value)).join('\n\n')}
`;

const section = (rule: CauseRule): string =>
  [
    `## ${rule.id}`,
    `**${CAUSES[rule.id]}**${rule.standing === 'effect' ? ' (effect)' : ''}`,
    rule.summary,
    ...list('Convicts on', rule.examples),
    ...list('Is not fooled by', rule.confusers),
  ].join('\n\n');

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`${title}:`, ['```text', ...lines, '```'].join('\n')];
