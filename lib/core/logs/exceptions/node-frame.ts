import { present } from '../present.ts';
import type { Frame } from '../record.ts';

//     at Object.writeExport (/srv/shop/documents.js:13:3),     at async file:///app/x.mjs:4:32 {
// and not  at /srv/shop/lib/Pay.pm line 84., with which Perl ends a message
export const NODE_FRAME = /^\s{1,64}at (?=\S)(?!\S{1,1024} line \d)/;
// /app/ex.js:2:50, node:net:1611:16, file:///var/task/index.mjs:3:9
const PLACE = /^(?:async )?(.{1,1024}?):(\d{1,9})(?::\d{1,9})?$/;

// <anonymous>, native, ignore-listed frames (of Next.js)
const NOWHERE = /^(?:async )?(?:<anonymous>|native|ignore-listed frames)$/;

const FOREIGN =
  /\/node_modules\/|^node:|^internal\/|^<anonymous>$|^ignore-listed|^native$|^\/?var\/runtime\/|^file:\/\/\/var\/runtime\/|^\/opt\/nodejs|^index \d|^\(|^evalmachine|\/\.pnpm\/|^webpack-internal:.*\/node_modules\//;

/** Reads one `at …` line of a V8 stack. */
export const parseNodeFrame = (line: string, at: number): Frame | undefined => {
  if (!NODE_FRAME.test(line)) return undefined;
  const text = line
    .trim()
    .replace(/[,{ ]{1,4}$/, '')
    .slice(3);
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1;
  if (open < 0) return frameAt(text, '', at);
  const name = text
    .slice(0, open)
    .replace(/^async /, '')
    .replace(/^Object\.(?=[\w$]{1,128}$)/, '');
  return frameAt(text.slice(open + 2, -1), name, at);
};

const frameAt = (place: string, name: string, at: number): Frame | undefined => {
  const match = PLACE.exec(place);
  // Java and .NET print no space before the bracket, and no column.
  if (match === null && name === '' && !NOWHERE.test(place)) return undefined;
  const file = match?.[1] ?? place.replace(/^async /, '');
  return {
    file,
    ...present({ line: match === null ? undefined : Number(match[2]), function: name }),
    inApp: match !== null && !FOREIGN.test(file),
    at,
  };
};
