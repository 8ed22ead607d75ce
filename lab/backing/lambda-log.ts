import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface LambdaFunction {
  readonly arn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly format: 'text' | 'json';
  /** As `INIT_START` names it. */
  readonly runtime: string;
}

export interface Invocation {
  readonly requestId: string;
  readonly traceId: string;
  readonly startedAtMs: number;
}

export interface Outcome {
  readonly status: 'success' | 'error' | 'failure' | 'timeout';
  readonly errorType?: string;
  readonly maxMemoryMb: number;
  readonly initMs?: number;
}

/** Writes the lines that the Lambda platform writes around a function's own, in their documented form. */
export interface PlatformLog {
  readonly init: () => void;
  readonly start: (invocation: Invocation) => void;
  /** A line of the platform about this invocation that is neither start nor end. */
  readonly say: (line: string) => void;
  readonly end: (invocation: Invocation, outcome: Outcome) => void;
}

/** A record of a function may end without a line feed: CloudWatch keeps it apart as an event, a file needs one. */
const appendRecord = (file: string, line: string): void => {
  const open = existsSync(file) && readFileSync(file).at(-1) !== 0x0a && readFileSync(file).length > 0;
  appendFileSync(file, `${open ? '\n' : ''}${line}\n`);
};

const iso = (ms: number): string => new Date(ms).toISOString();

const textLog = (file: string, fn: LambdaFunction): PlatformLog => {
  const print = (line: string): void => appendRecord(file, line);
  return {
    init: () =>
      print(
        `INIT_START Runtime Version: ${fn.runtime}\tRuntime Version ARN: ${fn.arn.replace(/:function:.*/, '::runtime:0e1f')}`,
      ),
    start: ({ requestId }) => print(`START RequestId: ${requestId} Version: $LATEST`),
    say: print,
    end: ({ requestId, startedAtMs }, outcome) => {
      const durationMs = outcome.status === 'timeout' ? fn.timeoutMs : Date.now() - startedAtMs;
      print(`END RequestId: ${requestId}`);
      const fields = [
        `REPORT RequestId: ${requestId}`,
        `Duration: ${durationMs.toFixed(2)} ms`,
        `Billed Duration: ${Math.ceil(durationMs + (outcome.initMs ?? 0))} ms`,
        `Memory Size: ${fn.memoryMb} MB`,
        `Max Memory Used: ${Math.min(outcome.maxMemoryMb, fn.memoryMb)} MB`,
        ...(outcome.initMs === undefined ? [] : [`Init Duration: ${outcome.initMs.toFixed(2)} ms`]),
        ...(outcome.status === 'timeout' ? ['Status: timeout'] : []),
        ...(outcome.errorType === undefined ? [] : ['Status: error', `Error Type: ${outcome.errorType}`]),
      ];
      print(`${fields.join('\t')}\t`);
    },
  };
};

const jsonLog = (file: string, fn: LambdaFunction): PlatformLog => {
  const print = (type: string, record: unknown): void =>
    appendRecord(file, JSON.stringify({ time: iso(Date.now()), type, record }));
  return {
    init: () =>
      print('platform.initStart', {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: fn.runtime,
      }),
    start: ({ requestId, traceId }) =>
      print('platform.start', {
        requestId,
        version: '$LATEST',
        tracing: { type: 'X-Amzn-Trace-Id', value: traceId },
      }),
    // In JSON the verdict stands in the report alone.
    say: () => undefined,
    end: ({ requestId, startedAtMs }, outcome) => {
      const durationMs = outcome.status === 'timeout' ? fn.timeoutMs : Date.now() - startedAtMs;
      const verdict = {
        status: outcome.status,
        ...(outcome.errorType === undefined ? {} : { errorType: outcome.errorType }),
      };
      print('platform.runtimeDone', { requestId, ...verdict, metrics: { durationMs } });
      const memory = {
        memorySizeMB: fn.memoryMb,
        maxMemoryUsedMB: Math.min(outcome.maxMemoryMb, fn.memoryMb),
      };
      const init = outcome.initMs === undefined ? {} : { initDurationMs: outcome.initMs };
      print('platform.report', {
        requestId,
        metrics: { durationMs, billedDurationMs: Math.ceil(durationMs), ...memory, ...init },
        ...verdict,
      });
    },
  };
};

/** The platform's side of a function's log, appended to the same file as the function's own lines. */
export const platformLog = (file: string, fn: LambdaFunction): PlatformLog =>
  fn.format === 'json' ? jsonLog(file, fn) : textLog(file, fn);
