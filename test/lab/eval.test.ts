import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../lab/eval/figures.ts';
import { loadCases } from '../../lab/eval/load-cases.ts';
import { scoreCase } from '../../lab/eval/score-case.ts';
import { CAUSE_RULES } from '../support/cause-rules.ts';
import { LOG_FORMATS } from '../support/log-formats.ts';

/** The corpus as it is committed; fewer cases than this would prove nothing. */
const LEAST_CASES = 400;

const cases = loadCases(join(import.meta.dirname, '../../lab/corpus'));
const scores = cases.map((each) => scoreCase(each, { formats: LOG_FORMATS, rules: CAUSE_RULES }));
const all = figuresOf(scores);
/** Figures of the held-out set are read and not asserted (decision 0060). */
const developed = figuresOf(scores.filter(({ isHeldOut }) => !isHeldOut));

describe('the engine on the recorded corpus', () => {
  it(`has at least ${LEAST_CASES} cases of at least ten stacks`, () => {
    expect(all.cases).toBeGreaterThanOrEqual(LEAST_CASES);
    expect(new Set(scores.map(({ stack }) => stack)).size).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['whole-exception reassembly', developed.whole.share, 0.97],
    ['labelled exception line in the snippet', developed.line.share, 0.96],
    ['innermost type', developed.type.share, 0.95],
    ['top-1 cause', developed.top1.share, 0.96],
    ['macro-F1', developed.macroF1, 0.96],
    ['confusers', developed.confusers.share, 0.88],
    ['component', developed.component.share, 0.95],
    ['abstention on windows without a cause', developed.abstained.share, 0.97],
    ['snippet precision', developed.precision, 0.9],
    ['secrets redacted', developed.secrets.share, 0.99],
    ['same answer to the same question', all.same.share, 1],
  ])('%s is %f, at least %f', (_, share, floor) => {
    expect(share).toBeGreaterThanOrEqual(floor);
  });

  it.each([
    ['calibration error', developed.ece, 0.05],
    ['median snippet lines', developed.medianLines, 12],
    ['diagnostic words lost', developed.lostWords.share, 0.005],
  ])('%s is %f, at most %f', (_, figure, ceiling) => {
    expect(figure).toBeLessThanOrEqual(ceiling);
  });

  it('lets no labelled secret into a diagnosis', () => {
    const leaked = scores
      .filter(({ isHeldOut }) => !isHeldOut)
      .flatMap(({ id, secrets }) =>
        secrets.leaked.filter((text) => !text.includes(' in ')).map((text) => `${id}: ${text}`),
      );
    expect(leaked).toEqual([]);
  });
});
