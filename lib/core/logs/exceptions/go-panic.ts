import type { Exception, Frame } from '../record.ts';
import { lineAt } from './line-at.ts';

// goroutine 18 [running]:
export const GOROUTINE = /^goroutine \d{1,12} (?:gp=\S{1,24} m=\S{1,24} )?(?:mp=\S{1,24} )?\[[^\]]{1,64}\]:$/;
// 	/app/main.go:10 +0x2b
const PLACE = /^\t((?:[A-Za-z]:)?[^\s:]{1,1024}):(\d{1,9})(?: \+0x[0-9a-f]{1,16})?$/;
// main.main.func3({0x735330?, 0xc000130000}, 0x4a6693?), created by net/http.(*Server).Serve in goroutine 1
const CALL = /^(?:created by )?([\w./*()-]{1,512}?)(?:\([^()]{0,1024}\)|\(\.\.\.\)| in goroutine \d{1,12})?$/;
// panic: db: connection refused [recovered], http: panic serving 127.0.0.1:51836: runtime error: x, panic serving GET /pick: runtime error: x
const PANIC = /(?:^|\s)(panic: |(?:http: )?panic serving [^:]{0,128}(?::\d{1,5})?: |fatal error: )(.*)$/;

const FOREIGN =
  /\/usr\/(?:local\/|lib\/)?go[\w.-]*\/|\/pkg\/mod\/|\/vendor\/|\/go\/src\/(?:runtime|net|sync)\/|^runtime\/|^_testmain/;
const RUNTIME = /^(?:runtime|panic|testing|net\/http)(?:[./(]|$)/;

/** Whether a line belongs to a goroutine's trace. */
export const isGoTrace = (line: string): boolean => GOROUTINE.test(line) || PLACE.test(line);

/** Whether a line says that a goroutine panicked. */
export const isGoPanic = (line: string): boolean => PANIC.test(line);

/** Reads a panic with the goroutine that raised it; a panic raised while another was handled has that as its context. */
export const parseGoPanic = (lines: readonly string[]): Exception | undefined => {
  const at = lines.findIndex((line) => PANIC.test(line));
  const match = PANIC.exec(lineAt(lines, at));
  if (match === null) return undefined;
  const trace = lines.findIndex((line, index) => index > at && GOROUTINE.test(line));
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

const toException = (match: RegExpExecArray, at: number, frames: readonly Frame[]): Exception => {
  const message = (match[2] ?? '').replace(/ \[recovered[^\]]{0,40}\]$/, '');
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

const framesFrom = (lines: readonly string[], from: number): readonly Frame[] => {
  const frames: Frame[] = [];
  for (
    let at = from;
    at < lines.length && lineAt(lines, at) !== '' && !GOROUTINE.test(lineAt(lines, at));
    at++
  ) {
    const place = PLACE.exec(lineAt(lines, at));
    if (place === null) continue;
    const name = CALL.exec(lineAt(lines, at - 1).trim())?.[1];
    const [, file = '', line] = place;
    frames.push({
      file,
      line: Number(line),
      ...(name === undefined ? {} : { function: name }),
      inApp: !FOREIGN.test(file) && !RUNTIME.test(name ?? ''),
      at,
    });
  }
  // The frames of panic itself stand above the one that raised it.
  const raised = frames.findLastIndex((frame) => frame.function === 'panic');
  return frames.slice(raised + 1).toReversed();
};
