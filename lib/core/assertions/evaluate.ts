import type { Observation } from '../probe/observation.ts';
import type { EpochMs } from '../time.ts';
import type { Assertion, AssertionResult } from './assertion.ts';
import { factReader, type Reading } from './facts.ts';
import type { Schema } from './json-schema/check.ts';
import { validateJson } from './json-schema/validate-json.ts';
import { holds, holdsMissing } from './holds.ts';
import { renderAssertion, renderHeld, type Actual } from './render.ts';
import { statusIn } from './status-code.ts';

/** What judging needs besides the facts. */
export interface EvaluateOptions {
  readonly now: EpochMs;
  readonly redact: (text: string) => string;
}

/** Holds every assertion against what an attempt saw. */
export const evaluate = (
  assertions: readonly Assertion[],
  observation: Observation,
  { now, redact }: EvaluateOptions,
): readonly AssertionResult[] => {
  const read = factReader(observation, now);
  return assertions.map((assertion) => {
    const { passed, actual } = judge(assertion, read(assertion));
    const text = passed ? renderHeld(assertion, actual) : renderAssertion(assertion, actual, redact);
    return { assertion, passed, text };
  });
};

interface Judgement {
  readonly passed: boolean;
  readonly actual: Actual;
}

const judge = (assertion: Assertion, reading: Reading): Judgement => {
  if (reading.kind === 'unreadable') return { passed: false, actual: { kind: 'words', words: reading.why } };
  if (reading.values.length === 0)
    return {
      passed: holdsMissing(assertion.relation),
      actual: { kind: 'words', words: missingWord(assertion) },
    };
  if (assertion.relation === 'valid against') return againstSchema(assertion, reading.values[0]);
  const broken = reading.values.findIndex((value) => !passes(assertion, value));
  return { passed: broken === -1, actual: { kind: 'value', value: reading.values[Math.max(0, broken)] } };
};

const missingWord = ({ fact }: Assertion): string => (fact === 'failure' ? 'none' : 'missing');

const againstSchema = ({ expected }: Assertion, document: unknown): Judgement => {
  const problem = validateJson(expected as Schema, document);
  return { passed: problem === undefined, actual: { kind: 'words', words: problem ?? 'valid' } };
};

const passes = ({ fact, relation, expected }: Assertion, value: unknown): boolean => {
  if (fact === 'failure') return isExpectedFailure(value as readonly string[], expected);
  return fact === 'status' ? isExpectedStatus(Number(value), expected) : holds(relation, value, expected);
};

/** By its kind or by its code. */
const isExpectedFailure = (words: readonly string[], expected: unknown): boolean =>
  words.some((word) => (expected as readonly string[]).includes(word));

const isExpectedStatus = (status: number, expected: unknown): boolean =>
  Array.isArray(expected)
    ? expected.some((range) => statusIn(status, String(range)))
    : statusIn(status, String(expected));
