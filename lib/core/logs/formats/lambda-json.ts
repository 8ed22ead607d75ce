import { defineLogFormat } from '../format.ts';
import { jsonPaths, parseJsonObject, textAt } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';

const TIME = jsonPaths('time');
const TYPE = jsonPaths('type');
const REQUEST_ID = jsonPaths('record.requestId');
const TRACE = jsonPaths('record.tracing.value');
const STATUS = jsonPaths('record.status');
const ERROR_TYPE = jsonPaths('record.errorType');
const METRICS: readonly (readonly [string, ReturnType<typeof jsonPaths>])[] = [
  ['durationMs', jsonPaths('record.metrics.durationMs')],
  ['initDurationMs', jsonPaths('record.metrics.initDurationMs')],
  ['memorySizeMb', jsonPaths('record.metrics.memorySizeMB')],
  ['maxMemoryUsedMb', jsonPaths('record.metrics.maxMemoryUsedMB')],
  ['droppedRecords', jsonPaths('record.droppedRecords')],
];
// Root=1-67af3c1d-0a1b2c3d4e5f60718293a4b5;Parent=…
const ROOT = /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/;

/** The platform's events of AWS Lambda in JSON mode; what functions write is read as JSON lines. */
export const lambdaJson = defineLogFormat({
  id: 'lambda-json',
  title: 'AWS Lambda (JSON, platform events)',
  begins: '{',
  examples: [
    '{"time":"2026-11-22T10:07:15.421Z","type":"platform.report","record":{"requestId":"66b4cfe4-a246-42f7-a0a3-0dbba1f0a9c5","status":"error","errorType":"Runtime.OutOfMemory","metrics":{"durationMs":173,"billedDurationMs":173,"memorySizeMB":192,"maxMemoryUsedMB":192}}}',
    '{"time":"2026-11-22T10:07:15.421Z","type":"platform.logsDropped","record":{"droppedRecords":12,"droppedBytes":1234,"reason":"Consumer seems to have fallen behind"}}',
  ],
  header(line) {
    if (!line.includes('"platform.')) return undefined;
    const entry = parseJsonObject(line);
    const type = entry === undefined ? undefined : textAt(entry, TYPE);
    return entry === undefined || type?.startsWith('platform.') !== true
      ? undefined
      : read(entry, type, line);
  },
  requestIdFix: 'console.error({ requestId: event.headers["x-request-id"], error }) in the handler',
});

const read = (entry: JsonObject, type: string, line: string) => {
  const status = textAt(entry, STATUS);
  const isFailed = status !== undefined && status !== 'success';
  const metrics = METRICS.map(([name, paths]) => [name, textAt(entry, paths)] as const);
  const errorType = textAt(entry, ERROR_TYPE);
  const root = ROOT.exec(textAt(entry, TRACE) ?? '')?.[1];
  return {
    ...parseTime(textAt(entry, TIME) ?? ''),
    severity: severityOf(isFailed, type),
    ids: [textAt(entry, REQUEST_ID), root].filter((id) => id !== undefined),
    fields: present({
      ...Object.fromEntries(metrics),
      event: type,
      status,
      errorType,
      errorMessage: errorType && `${type} ${status ?? ''}`.trim(),
    }) as Record<string, string>,
    message: line,
  };
};

/** Dropped lines mean that evidence may be missing. */
const severityOf = (isFailed: boolean, type: string): 'error' | 'warning' | 'info' => {
  if (isFailed) return 'error';
  return type === 'platform.logsDropped' ? 'warning' : 'info';
};
