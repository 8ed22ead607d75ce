import type { Exception, Frame } from '../record.ts';
import { lineAt } from './line-at.ts';

// goroutine 18 [running]:
export const GOROUTINE = /^goroutine \d{1,12} (?:gp=\S{1,24} m=\S{1,24} )?(?:mp=\S{1,24} )?\[[^\]]{1,64}\]:$/;
// 	/app/main.go:10 +0x2b,  ->   /app/main.go:20 of chi
const PLACE =
  /^(?:\t|\s{4,8}| ?->\s{1,4})((?:[A-Za-z]:)?[^\s:]{1,1024}\.(?:go|s)):(\d{1,9})(?: \+0x[0-9a-f]{1,16}(?: fp=0x[0-9a-f]{1,16} sp=0x[0-9a-f]{1,16} pc=0x[0-9a-f]{1,16})?)?$/;
// /app/main.go:20 (0xb8e666) of Gin, with the source below it; example.com/shop/main.go:20 (0xb8e666) of a build with -trimpath
const GIN_PLACE = /^(\/?[^\s:/][^\s:]{0,1023}\.(?:go|s)):(\d{1,9}) \(0x[0-9a-f]{1,16}\)$/;
// 	total: return c.lines[0]
const GIN_NAME = /^\t([\w.*()/-]{1,256}): /;
// main.main.func3({0x735330?, 0xc000130000}, 0x4a6693?), created by net/http.(*Server).Serve in goroutine 1
const CALL =
  /^(?:-> )?(?:created by )?([\w./*()-]{1,512}?)(?:\([^()]{0,1024}\)|\(\.\.\.\)| in goroutine \d{1,12})?$/;
// panic: db: connection refused [recovered], http: panic serving 127.0.0.1:51836: x, [PANIC RECOVER] x goroutine 1 [running]:
const PANIC =
  /(?:^|\s)(panic: |(?:http: )?panic serving [^:]{0,128}(?::\d{1,5})?: |fatal error: |\[PANIC RECOVER\] )([^]*)$/;
//  goroutine 1 [running]:, behind a message on the same line;  [recovered]
const BEHIND = /(?: goroutine \d{1,12} \[[^\]]{1,64}\]:| \[recovered[^\]]{0,40}\])$/;
// 2026/12/01 - 04:59:38 panic recovered:
const RECOVERED = /panic recovered:$/;
// [PANIC RECOVER] no stock goroutine 1 [running]:
const RUNNING = /(?:^|\s)goroutine \d{1,12} (?:gp=\S{1,24} m=\S{1,24} )?(?:mp=\S{1,24} )?\[[^\]]{1,64}\]:$/;

const FOREIGN =
  /\/usr\/(?:local\/|lib\/)?go[\w.-]*\/|\/pkg\/mod\/|\/vendor\/|\/go\/src\/(?:runtime|net|sync)\/|^(?:runtime|net|sync|reflect|testing|internal|os|io|fmt|encoding|database|crypto|context|text|html|time|strings|strconv|sort|slices|maps)\/|^[^\s/]{1,255}\/.{0,1024}@v\d|^_testmain|^(?:proc|panic|asm_\w{1,20})\.(?:go|s)$/;
const RUNTIME = /^(?:runtime|panic|testing|net\/http)(?:[./(]|$)/;

/** Whether a line belongs to a goroutine's trace. */
export const isGoTrace = (line: string): boolean =>
  GOROUTINE.test(line) || PLACE.test(line) || (line.endsWith(')') && GIN_PLACE.test(line));

/** Whether a line names the place of a frame. */
export const isGoPlace = (line: string): boolean => PLACE.test(line);

/** Whether a line says that a goroutine panicked. */
export const isGoPanic = (line: string): boolean => PANIC.test(line) || RECOVERED.test(line);

/** Reads a panic with the goroutine that raised it; a panic raised while another was handled has that as its context. */
export const parseGoPanic = (lines: readonly string[]): Exception | undefined => {
  const recovered = lines.findIndex((line) => RECOVERED.test(line));
  if (recovered >= 0) return parseRecovered(lines, recovered);
  const at = lines.findIndex((line) => PANIC.test(line));
  const match = PANIC.exec(lineAt(lines, at));
  if (match === null) return undefined;
  const trace = traceFrom(lines, at);
  // net/http's line is only a message where its trace is missing.
  if (trace < 0 && match[1]?.includes(' serving ') === true) return undefined;
  const frames = trace < 0 ? [] : framesFrom(lines, trace + 1);
  const again = lines.slice(at + 1, trace < 0 ? at + 6 : trace);
  return again.reduce<Exception>(
    (context, line, index) => {
      const next = PANIC.exec(line);
      return next === null ? context : { ...toException(next, at + 1 + index, frames), context };
    },
    toException(match, at, frames),
  );
};

/** The trace begins at its goroutine, or where none is named, above the first frame. */
const traceFrom = (lines: readonly string[], at: number): number => {
  const goroutine = lines.findIndex((line, index) => index >= at && RUNNING.test(line));
  const place = lines.findIndex((line, index) => index > at && PLACE.test(line));
  return goroutine >= 0 || place < 0 ? goroutine : Math.max(at, place - 2);
};

/** Gin prints the request and then the message between its first line and the frames. */
const parseRecovered = (lines: readonly string[], from: number): Exception | undefined => {
  const first = lines.findIndex((line, index) => index > from && GIN_PLACE.test(line));
  if (first < 0) return undefined;
  const at = lines.findLastIndex((line, index) => index >= from && index < first && line.trim() !== '');
  const message = lineAt(lines, at);
  const frames = lines.flatMap((line, index) => ginFrame(lines, line, index));
  // What the runtime does to raise it stands above the frame that raised it.
  const raised = frames.findLastIndex(({ file }) =>
    /(?:\/src|^)\/?runtime\/(?:panic|signal_\w+)\.go$/.test(file),
  );
  return {
    format: 'go',
    type: typeOf('panic', message),
    message: message.replace(/^runtime error: /, ''),
    frames: frames.slice(raised + 1).toReversed(),
    at,
  };
};

const ginFrame = (lines: readonly string[], line: string, at: number): readonly Frame[] => {
  const place = GIN_PLACE.exec(line);
  if (place === null) return [];
  const [, file = '', number] = place;
  const name = GIN_NAME.exec(lineAt(lines, at + 1))?.[1];
  return [toFrame({ file, line: Number(number), name, at })];
};

interface GoPlace {
  readonly file: string;
  readonly line: number;
  readonly name: string | undefined;
  readonly at: number;
}

const toFrame = ({ file, line, name, at }: GoPlace): Frame => ({
  file,
  line,
  ...(name === undefined ? {} : { function: name }),
  inApp: !FOREIGN.test(file) && !RUNTIME.test(name ?? ''),
  at,
});

const toException = (match: RegExpExecArray, at: number, frames: readonly Frame[]): Exception => {
  const message = (match[2] ?? '').replace(BEHIND, '');
  return {
    format: 'go',
    type: typeOf(match[1] ?? '', message),
    message: message.replace(/^runtime error: /, ''),
    frames,
    at,
  };
};

const typeOf = (start: string, message: string): string => {
  if (message.startsWith('runtime error: ')) return 'runtime error';
  return start.startsWith('fatal error') ? 'fatal error' : 'panic';
};

/** A blank line or another goroutine ends a trace that has begun. */
const isNextTrace = (lines: readonly string[], at: number, count: number): boolean =>
  GOROUTINE.test(lineAt(lines, at)) || (count > 2 && lineAt(lines, at) === '');

/** Reads the frames from a line on, the outermost first. */
export const framesFrom = (lines: readonly string[], from: number): readonly Frame[] => {
  const frames: Frame[] = [];
  for (let at = from; at < lines.length && !isNextTrace(lines, at, frames.length); at++) {
    const place = PLACE.exec(lineAt(lines, at));
    if (place === null) continue;
    const name = CALL.exec(lineAt(lines, at - 1).trim())?.[1];
    const [, file = '', line] = place;
    frames.push(toFrame({ file, line: Number(line), name, at }));
  }
  // The frames of panic itself stand above the one that raised it.
  const raised = frames.findLastIndex((frame) => frame.function === 'panic');
  return frames.slice(raised + 1).toReversed();
};
