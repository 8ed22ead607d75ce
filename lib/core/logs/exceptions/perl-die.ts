import { errorCode } from '../error-code.ts';
import { present } from '../present.ts';
import type { Exception } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';

//  line 7., <STDIN> line 1.
const END = / line \d{1,9}(?:, <\w{1,32}> (?:line|chunk) \d{1,9})?\.?$/;
// Can't call method "price" on an undefined value at /srv/shop/app.pl line 7.
const PERL_DIE =
  /^(.{1,2048}) at (\/[^\s:]{1,1024}\.(?:pl|pm|cgi|psgi|t|fcgi)|\S{1,256}\.(?:pl|pm|cgi|psgi)) line (\d{1,9})(?:, <\w{1,32}> (?:line|chunk) \d{1,9})?\.?$/;

/** Whether a program in Perl died with this line. */
export const isPerlDie = (line: string): boolean => END.test(line) && PERL_DIE.test(line);

const FOREIGN = /^\/usr\/(?:share|lib|local\/share|local\/lib)\/.{0,200}perl|\/perl5\/|\/site_perl\//;

/** Reads the message with which a Perl program dies, and where. */
export const parsePerlDie = (lines: readonly string[]): Exception | undefined => {
  const at = lines.findIndex(isPerlDie);
  const match = PERL_DIE.exec(lineAt(lines, at));
  if (match === null) return undefined;
  const [, text = '', file = '', line] = match;
  const message = limitMessage([text]);
  return {
    format: 'perl',
    type: 'die',
    message,
    ...present({ code: errorCode(message) }),
    frames: [{ file, line: Number(line), inApp: !FOREIGN.test(file), at }],
    at,
  };
};
