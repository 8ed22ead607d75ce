import type { Frame } from '../record.ts';

/** A place in PHP code, with what is called there. */
export interface PhpCall {
  readonly file: string;
  readonly line?: number;
  readonly called: string;
  readonly at: number;
}

// #0 /app/pdo.php(2): PDO->__construct('mysql:host=127....', 'shop')
const CALL = /^\s*#\d{1,4} (.{1,1024}?)\((\d{1,9})\): (.*)$/;
// #1 [internal function]: App\Jobs\Import->handle()
const INTERNAL = /^\s*#\d{1,4} \[internal function\]: (.*)$/;
// #2 {main}
const MAIN = /^\s*#\d{1,4} \{main\}/;

const FOREIGN =
  /(?:^|\/)vendor\/|\/wp-includes\/|\/wp-admin\/|\/wp-(?:settings|load|blog-header|config)\.php$|^phar:|\/usr\/share\/(?:php|pear)\/|\/usr\/lib\/php|^\[internal function\]$|\/\.composer\//;

/** Whether a line is one of a PHP stack trace. */
export const isPhpFrame = (line: string): boolean =>
  CALL.test(line) || INTERNAL.test(line) || MAIN.test(line);

/** Reads one `#n …` line; `{main}` is no place. */
export const parsePhpCall = (line: string, at: number): PhpCall | undefined => {
  const call = CALL.exec(line);
  if (call !== null) {
    const [, file = '', number, called = ''] = call;
    return { file, line: Number(number), called: nameOf(called), at };
  }
  const internal = INTERNAL.exec(line);
  return internal === null
    ? undefined
    : { file: '[internal function]', called: nameOf(internal[1] ?? ''), at };
};

/** A call's line stands in the function that the next outer line calls; the throw stands in the first one. */
export const toPhpFrames = (
  thrown: { readonly file: string; readonly line: number; readonly at: number } | undefined,
  calls: readonly PhpCall[],
): readonly Frame[] => {
  // A function of PHP's own has no place: the throw is then reported at its call, which is the first line as well.
  const isInternal = thrown !== undefined && thrown.file === calls[0]?.file && thrown.line === calls[0].line;
  const places = thrown === undefined || isInternal ? calls : [thrown, ...calls];
  const enclosing = isInternal ? calls.slice(1) : calls;
  return places
    .map((place, index) => {
      const within = enclosing[index]?.called;
      return {
        file: place.file,
        ...(place.line === undefined ? {} : { line: place.line }),
        ...(within === undefined || within === '' ? {} : { function: within }),
        inApp: !FOREIGN.test(place.file),
        at: place.at,
      };
    })
    .toReversed();
};

const nameOf = (called: string): string => {
  const end = called.indexOf('(');
  return end < 0 ? called.trim() : called.slice(0, end);
};
