import type { Paint } from './paint.ts';

/** Colours the terminal notifier's text: the headline and the code lines stand out, the labels step back. */
export const paintNotification = (text: string, paint: Paint): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? paint.strong(line) : paintLine(line, paint)))
    .join('\n');

const paintLine = (line: string, paint: Paint): string => {
  if (/^ {2}[┌│]/.test(line)) return paint.accent(line);
  // `  what to do    start the database`
  const label = /^ {2}[a-z][a-z ]{0,11} +/.exec(line)?.[0];
  return label === undefined ? line : paint.faint(label) + line.slice(label.length);
};
