import { LOCAL_LAG_MS } from './log-reader.ts';
import type { Gap } from '../../core/diagnosis/diagnosis.ts';
import type { LogQuery, LogSource } from '../../core/ports.ts';
import type { EpochMs } from '../../core/time.ts';
import { LineWindow, type WindowLine } from './line-window.ts';
import { cutGap } from './read-plain-file.ts';
import { runLines, troubleOf } from './run-lines.ts';

/** A program whose output is a log. */
export interface LogProgram {
  /** For people, and the events' source. */
  readonly name: string;
  argv(query: LogQuery): readonly string[];
  env?(query: LogQuery): Readonly<Record<string, string>>;
  /** Reads a line of its output; undefined for one that is no log line, which is kept as what it says of its troubles. */
  parse(text: string, from: 'stdout' | 'stderr'): Omit<WindowLine, 'line'> | undefined;
  /** For lines whose time `parse` does not tell. */
  readonly timeOf?: (text: string) => EpochMs | undefined;
  /** What to do when it fails. */
  readonly fix: (trouble: string) => string;
}

/** Complaints are short; what is longer is something else. */
const COMPLAINTS_KEPT = 5;

/** The output of a program as a log source, run anew for each question. */
export const processSource = (program: LogProgram): LogSource => ({
  name: program.name,
  lagMs: LOCAL_LAG_MS,
  read: async (query) => {
    query.signal.throwIfAborted();
    const window = new LineWindow(query, program.timeOf);
    const numbers = new Map<string, number>();
    const complaints: string[] = [];
    const end = await runLines({
      argv: program.argv(query),
      ...(program.env && { env: program.env(query) }),
      signal: query.signal,
      line: (text, from) => {
        const parsed = program.parse(text, from);
        if (!parsed) {
          if (complaints.length < COMPLAINTS_KEPT && text.trim() !== '') complaints.push(text.trim());
          return;
        }
        const line = (numbers.get(parsed.stream) ?? 0) + 1;
        numbers.set(parsed.stream, line);
        window.add({ ...parsed, line });
      },
    });
    const { lines, newestAt, isCut } = window.take();
    const trouble = troubleOf(end, complaints);
    return {
      events: lines.map((line) => ({ source: program.name, ...line })),
      ...(newestAt !== undefined && { newestEventAt: newestAt }),
      gaps: [
        ...(trouble === undefined ? [] : [gapOf(program, trouble)]),
        ...(isCut ? [cutGap(program.name)] : []),
      ],
    };
  },
});

const gapOf = ({ name, fix }: LogProgram, trouble: string): Gap => ({
  missing: `${name}: ${trouble}`,
  fix: fix(trouble),
});
