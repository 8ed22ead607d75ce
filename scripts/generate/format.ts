import { execFileSync } from 'node:child_process';

/** A source text as the formatter leaves it. */
export const format = (path: string, content: string, root: string): string =>
  execFileSync(`${root}/node_modules/.bin/oxfmt`, [`--stdin-filepath=${path}`], {
    input: content,
    cwd: root,
    encoding: 'utf8',
  });
