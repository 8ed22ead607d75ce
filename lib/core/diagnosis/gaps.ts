import type { Judgement } from '../causes/arbitrate.ts';
import type { Clue } from '../causes/evidence.ts';
import type { LogFormat } from '../logs/format.ts';
import type { LogRecord } from '../logs/record.ts';
import { bearsChanges } from './changes.ts';
import type { Gap } from './diagnosis.ts';
import type { Evidence } from './evidence.ts';
import { requestIdFix } from './request-id-fix.ts';
import { bearsTrends } from './trends.ts';

/** What the gaps are read from. */
export interface GapFacts {
  readonly evidence: Evidence;
  readonly records: readonly LogRecord[];
  /** Records that were too many to be weighed. */
  readonly left: number;
  /** How much log text there was, the benign lines that no record was made of included. */
  readonly bytes: number;
  readonly clues: readonly Clue[];
  readonly judgement: Judgement;
  readonly formats: readonly LogFormat[];
}

/** More than this is no help at night. */
const MAX_GAPS = 6;

/** What could not be seen, and the line of configuration that would show it. */
export const gapsOf = (facts: GapFacts): readonly Gap[] =>
  [
    ...facts.evidence.gaps,
    ...noRecords(facts),
    ...tooMany(facts),
    ...noRequestId(facts),
    ...noReason(facts),
    ...lostCause(facts),
    ...unknownKiller(facts),
    ...droppedLogs(facts),
    ...noZone(facts),
    ...cutRecord(facts),
    ...notEnriched(facts),
  ].slice(0, MAX_GAPS + facts.evidence.gaps.length);

/** What explains nothing here is no loss. */
const notEnriched = ({ evidence: { unread }, judgement }: GapFacts): readonly Gap[] => {
  const cause = judgement.verdict?.cause;
  return [
    ...(bearsChanges(cause) ? (unread?.changes ?? []) : []),
    ...(bearsTrends(cause) ? (unread?.trends ?? []) : []),
  ];
};

const noRecords = ({ bytes }: GapFacts): readonly Gap[] =>
  bytes > 0
    ? []
    : [
        {
          missing: 'the logs hold no record',
          fix: 'name the log file or log group of this check under diagnose.components',
        },
      ];

const tooMany = ({ left }: GapFacts): readonly Gap[] =>
  left === 0
    ? []
    : [
        {
          missing: `the window holds too many records to weigh: ${left} of them, the last that were read, were left out`,
          fix: 'name the log group or file of this check alone under diagnose.components, and silence what floods it',
        },
      ];

const noRequestId = ({ evidence, clues, judgement, formats, records, bytes }: GapFacts): readonly Gap[] => {
  const id = evidence.attempt?.id.requestId;
  if (!id || bytes === 0 || records.some(({ ids }) => ids.includes(id))) return [];
  if (clues.some(({ tie }) => tie.tier === 'request')) return [];
  const fix = requestIdFix(judgement.verdict?.best.clue.record, records, formats);
  return [
    {
      missing: 'no log line carries the id of the failing request, so time alone ties the lines to it',
      ...(fix ? { fix } : {}),
    },
  ];
};

const noReason = ({ judgement, evidence, bytes }: GapFacts): readonly Gap[] => {
  if (judgement.verdict || bytes === 0) return [];
  const status = evidence.attempt?.status;
  return [
    {
      missing: status
        ? `no record says why the answer was ${status}`
        : 'no record says why the request failed',
      fix: 'log every exception with its stack before the answer is sent, at level error',
    },
  ];
};

const lostCause = ({ judgement }: GapFacts): readonly Gap[] => {
  const record = judgement.verdict?.best.clue.record;
  const exception = record?.exception;
  if (!record || !exception || exception.cause || !/lambda/.test(record.format)) return [];
  return [
    {
      missing: 'the runtime client of AWS Lambda leaves the cause of an exception out of the log',
      fix: 'log the cause yourself: console.error(err, err.cause) in Node, logging.exception(…) in Python',
    },
  ];
};

const unknownKiller = ({ judgement }: GapFacts): readonly Gap[] => {
  const summary = judgement.verdict?.best.clue.record.message ?? '';
  if (!/SIGKILL|signal 9|signal: killed|exit(?:ed)?\D{1,20}137/.test(summary)) return [];
  return [
    {
      missing:
        'who ended the process stands in no log that was read: the kernel (memory), a supervisor, or a person',
      fix: 'dmesg -T | grep -i "killed process"; on ECS read the stopped reason of the task',
    },
  ];
};

const droppedLogs = ({ records }: GapFacts): readonly Gap[] =>
  records.some(({ message }) => message.includes('platform.logsDropped'))
    ? [{ missing: 'AWS Lambda dropped log lines of this function (platform.logsDropped)' }]
    : [];

const noZone = ({ judgement, evidence }: GapFacts): readonly Gap[] => {
  const record = judgement.verdict?.best.clue.record;
  if (!evidence.attempt || record?.timeQuality !== 'none') return [];
  return [
    {
      missing: `${record.source} writes no time, so the order of its lines stands for it`,
      fix: 'log a timestamp with a zone on every line',
    },
  ];
};

const cutRecord = ({ judgement }: GapFacts): readonly Gap[] =>
  judgement.verdict?.best.clue.record.truncated
    ? [{ missing: 'the record is longer than 64 KB or 1,000 lines; its middle was left out' }]
    : [];
