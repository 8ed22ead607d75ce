import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { jsonPaths, parseJsonObject, textAt } from '../json-object.ts';
import { findJsonError } from '../json-error.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';
import { capture } from '../capture.ts';
import { present } from '../present.ts';

/** `undefined` and `-` stand where no invocation is under way. */
const MIN_ID = 16;

const TYPE = jsonPaths('errorType');
const MESSAGE = jsonPaths('errorMessage');
const UUID = String.raw`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`;
// 2026-11-22T10:07:08.482Z	c793869b-…	ERROR	Invoke Error 	{"errorType":"Error",…}
const NODE = new RegExp(
  String.raw`^(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z)\t(${UUID}|undefined|-)\t([A-Z]{3,8})\t(.*)$`,
);
// [ERROR]	2026-11-22T10:07:08.482Z	c793869b-…	payment failed
const PYTHON = new RegExp(String.raw`^\[([A-Z]{4,8})\]\t(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z)\t(${UUID})?\t(.*)$`);
// [ERROR] ValueError: coupon lookup failed
const PYTHON_BARE = /^\[(ERROR|WARNING|CRITICAL)\] ([A-Za-z_][\w.]{0,255}(?:: .*)?)$/;
// 2018-05-17T06:46:28.161Z fb63a8b6-… Task timed out after 18.02 seconds
const TIMEOUT = new RegExp(
  String.raw`^(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z) (${UUID}) (Task timed out after ([\d.]{1,12}) seconds.*)$`,
);
// RequestId: c793869b-… Error: Runtime exited with error: signal: killed
const RUNTIME = new RegExp(String.raw`^RequestId: (${UUID}) (?:Error: )?((?:Runtime|Process|Error) .*)$`);
// Runtime.ExitError, below a line of the runtime
const ERROR_TYPE = /^(?:Runtime|Function|Sandbox|Extension)\.\w{1,64}$/;
// START RequestId: c793869b-… Version: $LATEST, END RequestId: …, INIT_START Runtime Version: nodejs:20.v30
const PLATFORM = new RegExp(
  String.raw`^(?:START|END|REPORT|INIT_START|INIT_REPORT|RESTORE_REPORT|XRAY|EXTENSION|TELEMETRY)(?: RequestId: (${UUID}))?[ \t]`,
);
// Duration: 6954.19 ms	Billed Duration: 6955 ms	Memory Size: 1024 MB	Max Memory Used: 1023 MB	Status: error	Error Type: Runtime.OutOfMemory
const REPORT_FIELDS: readonly (readonly [string, RegExp])[] = [
  ['durationMs', /\tDuration: ([\d.]{1,16}) ms/],
  ['initDurationMs', /\tInit Duration: ([\d.]{1,16}) ms/],
  ['memorySizeMb', /\tMemory Size: (\d{1,9}) MB/],
  ['maxMemoryUsedMb', /\tMax Memory Used: (\d{1,9}) MB/],
  ['status', /\tStatus: ([a-z]{1,16})/],
  ['errorType', /\tError Type: ([\w.]{1,80})/],
];

const OUT_OF_MEMORY = 'Runtime.OutOfMemory';

/** AWS Lambda's log in text mode: the platform's lines, and those of the Node.js and Python runtime clients. */
export const lambdaText = defineLogFormat({
  id: 'lambda-text',
  title: 'AWS Lambda (text)',
  begins: '0123456789[RSEIXT',
  examples: [
    '2026-11-22T10:07:08.482Z\tc793869b-6a24-4c1e-9a55-3f0c1a2b3c4d\tERROR\tInvoke Error \t{"errorType":"Error","errorMessage":"boom","stack":["Error: boom","    at f (/var/task/index.js:1:2)"]}',
    '[ERROR] ValueError: coupon lookup failed',
    '[ERROR]\t2026-11-22T10:07:08.482Z\tc793869b-6a24-4c1e-9a55-3f0c1a2b3c4d\tpayment failed',
    '2018-05-17T06:46:28.161Z fb63a8b6-1d2c-4b8f-9a3e-0c1d2e3f4a5b Task timed out after 18.02 seconds',
    'RequestId: c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d Error: Runtime exited with error: signal: killed',
    'REPORT RequestId: c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d\tDuration: 6954.19 ms\tBilled Duration: 6955 ms\tMemory Size: 1024 MB\tMax Memory Used: 1023 MB\tStatus: error\tError Type: Runtime.OutOfMemory',
    'START RequestId: c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d Version: $LATEST',
  ],
  header: (line) => fromNode(line) ?? fromPython(line) ?? fromPlatform(line),
  continues: (line, previous) => ERROR_TYPE.test(line) && RUNTIME.test(previous),
  requestIdFix:
    'console.error(error.cause ?? error): the runtime prints an uncaught error without its cause; log event.headers["x-request-id"] beside it',
});

const fromNode = (line: string): LineHeader | undefined => {
  const groups = capture(NODE, line);
  if (groups === undefined) return undefined;
  const [time, id, level, message] = groups;
  return {
    ...parseTime(time),
    ids: id.length < MIN_ID ? [] : [id],
    ...present({ severity: parseSeverity(level) }),
    ...withError(message),
  };
};

/** `Invoke Error`, `Uncaught Exception` and `Unhandled Promise Rejection` carry the error as JSON. */
const withError = (text: string): Pick<LineHeader, 'message' | 'inner' | 'fields'> => {
  const from = text.indexOf('\t{');
  const entry = from < 0 ? undefined : parseJsonObject(text.slice(from + 1));
  const error = entry === undefined ? undefined : findJsonError(entry);
  if (entry === undefined || error === undefined) return { message: text };
  const errorType = textAt(entry, TYPE);
  const errorMessage = textAt(entry, MESSAGE) ?? '';
  const [firstLine = ''] = errorMessage.split('\n');
  return {
    message: `${text.slice(0, from).trim()} ${errorType ?? 'Error'}: ${firstLine}`,
    inner: error.lines,
    fields: present({ ...error.properties, errorCode: error.code, errorType, errorMessage }) as Record<
      string,
      string
    >,
  };
};

const fromPython = (line: string): LineHeader | undefined => {
  const groups = capture(PYTHON, line);
  if (groups !== undefined) {
    const [level, time, id, message] = groups;
    return {
      ...parseTime(time),
      ids: id === '' ? [] : [id],
      ...present({ severity: parseSeverity(level) }),
      message,
    };
  }
  const bare = capture(PYTHON_BARE, line);
  return bare === undefined
    ? undefined
    : { ...present({ severity: parseSeverity(bare[0]) }), message: bare[1] };
};

const fromPlatform = (line: string): LineHeader | undefined => {
  const timeout = capture(TIMEOUT, line);
  if (timeout !== undefined) {
    const [time, id, message, seconds] = timeout;
    return { ...parseTime(time), ids: [id], severity: 'error', message, fields: { timeoutSeconds: seconds } };
  }
  const runtime = capture(RUNTIME, line);
  if (runtime !== undefined) return { ids: [runtime[0]], severity: 'error', message: runtime[1] };
  const platform = capture(PLATFORM, line);
  if (platform === undefined) return undefined;
  const ids = platform[0] === '' ? [] : [platform[0]];
  if (!line.startsWith('REPORT')) return { ids, severity: 'info', message: line };
  const fields = reportFields(line);
  const isFailed = fields['status'] !== undefined && fields['status'] !== 'success';
  return { ids, severity: isFailed ? 'error' : 'info', message: line, fields };
};

const reportFields = (line: string): Readonly<Record<string, string>> => {
  const fields: Record<string, string> = {};
  for (const [name, pattern] of REPORT_FIELDS) {
    const value = pattern.exec(line)?.[1];
    if (value !== undefined) fields[name] = value;
  }
  // Nothing else tells of it: the process is gone before it can log.
  if (fields['errorType'] === OUT_OF_MEMORY) fields['errorMessage'] = 'the memory of the function is used up';
  return fields;
};
