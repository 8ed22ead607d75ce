import type { Frame } from '../record.ts';

//   File "/srv/shop/views.py", line 21, in products
export const PYTHON_FRAME = /^\s{0,64}(?:> )?File "([^"]{1,1024})",? [lL]ine (\d{1,9})(?:, in (.{1,256}))?$/;
// psycopg2.OperationalError: connection to server at …, AssertionError
export const PYTHON_EXCEPTION = /^((?:[A-Za-z_]\w{0,127}\.){0,16}[A-Za-z_]\w{0,127})(?:: ?(.*))?$/;

const FOREIGN =
  /\/(?:site|dist)-packages\/|\/lib(?:64)?\/python\d|^<(?!stdin)|\/var\/runtime\/|\/var\/lang\/|\/opt\/python\/|^importlib[./]|\/\.venv\/lib\/|^[^/].{0,1024}\.p(?:yx|xd)$/;

/** Reads one `File "…", line …` line of a traceback. */
export const parsePythonFrame = (line: string, at: number): Frame | undefined => {
  const match = PYTHON_FRAME.exec(line);
  if (match === null) return undefined;
  const [, file = '', number, name] = match;
  return {
    file,
    line: Number(number),
    ...(name === undefined ? {} : { function: name }),
    inApp: !FOREIGN.test(file),
    at,
  };
};
