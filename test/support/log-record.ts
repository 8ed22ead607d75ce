import { reassemble } from '../../lib/core/logs/reassemble.ts';
import type { LogRecord } from '../../lib/core/logs/record.ts';
import { eventsOf } from './evidence.ts';
import { LOG_FORMATS } from './log-formats.ts';

/** The first record of a text, read as a log. */
export const logRecord = (text: string): LogRecord => {
  const [first] = reassemble(eventsOf(text), LOG_FORMATS);
  if (!first) throw new Error('the text holds no record');
  return first;
};
