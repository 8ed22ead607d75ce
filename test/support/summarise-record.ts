import type { Exception, Frame, LogRecord } from '../../lib/core/logs/record.ts';

/** An exception as a fixture spells it: frames as `file:line function`, own code marked with `*`. */
export interface ExceptionSummary {
  readonly format: string;
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly at: number;
  readonly frames: readonly string[];
  readonly cause?: ExceptionSummary;
  readonly context?: ExceptionSummary;
  readonly errors?: readonly ExceptionSummary[];
}

/** A record as a fixture spells it: what is not there is left out. */
export const summariseRecord = (record: LogRecord): Readonly<Record<string, unknown>> => {
  const { ids, fields, lines, exception, timestamp, source: _, stream: __, truncated, ...rest } = record;
  return {
    ...rest,
    lines: lines.map(({ line }) => line).join(' '),
    ...(timestamp === undefined ? {} : { timestamp: new Date(timestamp).toISOString() }),
    ...(ids.length === 0 ? {} : { ids }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(truncated ? { truncated } : {}),
    ...(exception === undefined ? {} : { exception: summariseException(exception) }),
  };
};

/** The exception alone. */
export const summariseException = ({
  frames,
  cause,
  context,
  errors,
  ...rest
}: Exception): ExceptionSummary => ({
  ...rest,
  frames: frames.map(summariseFrame),
  ...(cause === undefined ? {} : { cause: summariseException(cause) }),
  ...(context === undefined ? {} : { context: summariseException(context) }),
  ...(errors === undefined ? {} : { errors: errors.map(summariseException) }),
});

const summariseFrame = ({ file, line, function: name, inApp }: Frame): string =>
  `${inApp ? '*' : ''}${file}${line === undefined ? '' : `:${line}`}${name === undefined ? '' : ` ${name}`}`;
