import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../../lib/core/causes/cause.ts';
import { look } from '../../../lib/core/causes/seen.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { logRecord } from '../../support/log-record.ts';

it('has one rule for each cause of the taxonomy', () => {
  expect(CAUSE_RULES.map(({ id }) => id).sort()).toEqual(Object.keys(CAUSES).sort());
});

describe.each(CAUSE_RULES)('$id', (rule) => {
  it('is described by a summary and has examples and confusers', () => {
    expect(rule.summary.length).toBeGreaterThan(40);
    expect(rule.examples.length).toBeGreaterThan(0);
    expect(rule.confusers.length).toBeGreaterThan(0);
  });

  it.each(rule.examples)('convicts on: %s', (text) => {
    expect(rule.match(look(logRecord(text)))?.cause).toBe(rule.id);
  });

  it.each(rule.confusers)('does not convict on: %s', (text) => {
    expect(rule.match(look(logRecord(text)))).toBeUndefined();
  });

  it.each(rule.examples)('says what to do about: %s', (text) => {
    const record = logRecord(text);
    const signal = rule.match(look(record))!;
    const remedies = rule.remedy(signal, { record, changes: [], trends: [] });
    expect(remedies.length).toBeGreaterThan(0);
    for (const { action } of remedies) expect(action).toMatch(/^[^A-Z].*[^.]$/s);
  });
});
