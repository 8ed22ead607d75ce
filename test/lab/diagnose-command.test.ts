import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCases, type LoadedCase } from '../../lab/eval/load-cases.ts';
import type { Diagnosis } from '../../lib/core/diagnosis/diagnosis.ts';
import { commandLine } from '../support/command-line.ts';

/** The whole corpus takes a minute; every stack has its share in every seventh case. */
const STEP = 7;
const CORPUS = join(import.meta.dirname, '../../lab/corpus');
const CASES = loadCases(CORPUS, 'developed').filter((_, index) => index % STEP === 0);

/** A command line takes whole seconds of a failure that a prober knows to the millisecond. */
const askedFor = ({ lab }: LoadedCase): readonly string[] => {
  const { sentAt, requestId, method, path } = lab.request;
  const logs = lab.logs.map((log) => join(dirname(join(CORPUS, lab.id)), log));
  const known = ['--at', sentAt, '--request-id', requestId, '--method', method, '--path', path];
  return ['diagnose', '--log', ...logs, ...known];
};

const isRight = ({ lab }: LoadedCase, { cause }: Diagnosis): boolean =>
  (cause?.id ?? null) === lab.label.cause ||
  (cause !== null && (lab.label.alsoAccepted ?? []).includes(cause.id));

describe('whydown diagnose on the recorded logs', () => {
  const answers: boolean[] = [];
  // Less is known here than to a prober: neither the status nor the end of the request.
  const LEAST_RIGHT = 0.93;

  it.each(CASES.map((each) => [each.lab.id, each] as const))('answers %s', async (_, each) => {
    await using shell = await commandLine();
    const asked = askedFor(each);
    const [json, shown] = [await shell.whydown([...asked, '--json']), await shell.whydown(asked)];
    expect([json.code, json.stderr, shown.code, shown.stderr]).toEqual([0, '', 0, '']);
    const diagnosis = JSON.parse(json.stdout) as Diagnosis;
    expect(shown.stdout).toContain(diagnosis.cause?.title ?? 'no cause');
    for (const secret of each.lab.label.secrets) expect(shown.stdout).not.toContain(secret);
    answers.push(isRight(each, diagnosis));
  });

  afterAll(() => {
    expect(answers.length).toBe(CASES.length);
    expect(answers.filter(Boolean).length / answers.length).toBeGreaterThanOrEqual(LEAST_RIGHT);
  });
});
