/**
 * `npm run eval [-- --set developed] [--peers] [--failures] [--json]`: runs the engine on the recorded corpus and prints
 * how it did. `--set developed` reads no log of a held-out stack, which is how one works on the engine.
 * `--peers` runs Drain3 and detect-secrets beside it, installed from PyPI into lab/.cache. `--failures` lists the cases
 * that went wrong, of the stacks that rules may be developed on only.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CAUSE_RULES, LOG_FORMATS } from '../lib/catalog.ts';
import { figuresOf } from './eval/figures.ts';
import { loadCases, type CaseSet } from './eval/load-cases.ts';
import { measurePeers } from './eval/peers.ts';
import { confusion, failuresOf, stackTable, table, tierTable } from './eval/report.ts';
import { scoreCase } from './eval/score-case.ts';

const { values } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    failures: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    stack: { type: 'string' },
    set: { type: 'string', default: 'all' },
  },
});

const SETS: readonly CaseSet[] = ['all', 'developed', 'held-out'];
const set = SETS.find((each) => each === values.set);
if (set === undefined)
  throw new Error(`--set takes ${SETS.join(', ')}, not "${values.set}"; leave it out to read all cases`);

const cases = loadCases(join(import.meta.dirname, 'corpus'), set).filter(
  ({ lab }) => values.stack === undefined || lab.stack === values.stack,
);
if (cases.length === 0 && set === 'held-out') {
  console.log('no held-out set now');
  process.exit();
}
if (cases.length === 0) throw new Error('the corpus holds no case; record it with "npm run lab"');
const options = { formats: LOG_FORMATS, rules: CAUSE_RULES };
const scores = cases.map((each) => scoreCase(each, options));
const developed = scores.filter(({ isHeldOut }) => !isHeldOut);
const heldOut = scores.filter(({ isHeldOut }) => isHeldOut);
const peers = values.peers ? await measurePeers(cases, join(import.meta.dirname, '.cache')) : undefined;

if (values.json) {
  console.log(
    JSON.stringify(
      { all: figuresOf(scores), developed: figuresOf(developed), heldOut: figuresOf(heldOut), peers },
      null,
      2,
    ),
  );
} else {
  console.log(
    table({ all: figuresOf(scores), developed: figuresOf(developed), heldOut: figuresOf(heldOut) }, peers),
  );
  console.log(tierTable(scores));
  console.log(stackTable(scores));
  console.log(confusion(scores));
  if (values.failures) console.log(failuresOf(developed));
}
