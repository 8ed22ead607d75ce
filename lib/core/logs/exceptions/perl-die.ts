import { errorCode } from '../error-code.ts';
import { present } from '../present.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';

//  line 7., <STDIN> line 1.
const END = / line \d{1,9}(?:, <\w{1,32}> (?:line|chunk) \d{1,9})?\.?$/;
// Can't call method "price" on an undefined value at /srv/shop/app.pl line 7.
const PERL_DIE =
  /^(.{0,2048}) at (\/[^\s:]{1,1024}\.(?:pl|pm|cgi|psgi|t|fcgi)|\S{1,256}\.(?:pl|pm|cgi|psgi)) line (\d{1,9})(?:, <\w{1,32}> (?:line|chunk) \d{1,9})?\.?$/;
// 	Shop::Orders::recent("novel") called at shop.pl line 20, 	eval {...} called at /usr/share/perl5/Mojolicious.pm line 202
const CALLED = / called at (\S{1,1024}) line (\d{1,9})(?:, <\w{1,32}> (?:line|chunk) \d{1,9})?\.?$/;
// 	Shop::Orders::recent(, 	eval {...}
const CALLEE = /^\t(?:([\w:]{1,256})\(|eval \{)/;
// Compilation failed in require at /srv/shop/lib/Shop/Desk.pm line 72.
const LOADED = /^(?:Compilation failed in require|BEGIN failed--compilation aborted) at /;

// ^, below the statement that a database could not read
const POINTER = /^\^?$/;

/** Whether a line is a call of the stack that Carp prints below a message. */
export const isPerlCall = (line: string): boolean => CALLEE.test(line) && CALLED.test(line);

/** Whether a program in Perl died with this line. */
export const isPerlDie = (line: string): boolean =>
  END.test(line) && !isPerlCall(line) && PERL_DIE.test(line);

const FOREIGN = /^\/usr\/(?:share|lib|local\/share|local\/lib)\/.{0,200}perl|\/perl5\/|\/site_perl\//;

/** Reads the message with which a Perl program dies, where, and the calls that led there. */
export const parsePerlDie = (lines: readonly string[]): Exception | undefined => {
  const place = lines.findIndex(isPerlDie);
  const match = PERL_DIE.exec(lineAt(lines, place));
  if (match === null || (place === 0 && match[1]?.trim() === '')) return undefined;
  const [, text = ''] = match;
  // A message that ends with a line feed has its place on a line of its own, set in.
  const at = /^\s|^$/.test(text) ? 0 : place;
  const message = limitMessage(
    [...lines.slice(at, place), text.trim()].filter((line) => !POINTER.test(line)),
  );
  return {
    format: 'perl',
    type: 'die',
    message,
    ...present({ code: errorCode(message) }),
    frames: framesOf(lines, place).toReversed(),
    at,
  };
};

/** Innermost first. What does not compile never ran: the deepest frame is what loaded it. */
const framesOf = (lines: readonly string[], place: number): readonly Frame[] => {
  const loading = lines.flatMap((line, at) => (LOADED.test(line) ? placeIn(lines, at) : []));
  const calls = lines.flatMap((line, at) => (isPerlCall(line) ? callIn(lines, at) : []));
  return [...(loading.length === 0 ? placeIn(lines, place) : loading), ...calls];
};

const placeIn = (lines: readonly string[], at: number): readonly Frame[] => {
  const match = PERL_DIE.exec(lineAt(lines, at));
  return match === null ? [] : [toFrame(match[2], match[3], undefined, at)];
};

/** A call stands at its caller's place, which the next line names. */
const callIn = (lines: readonly string[], at: number): readonly Frame[] => {
  const match = CALLED.exec(lineAt(lines, at));
  return match === null ? [] : [toFrame(match[1], match[2], CALLEE.exec(lineAt(lines, at + 1))?.[1], at)];
};

const toFrame = (file = '', line: string | undefined, name: string | undefined, at: number): Frame => ({
  file,
  line: Number(line),
  ...present({ function: name }),
  inApp: !FOREIGN.test(file),
  at,
});
