import type { Frame } from '../record.ts';

//     at Object.writeExport (/srv/shop/documents.js:13:3),     at async file:///app/x.mjs:4:32 {
export const NODE_FRAME = /^\s{1,64}at (?=\S)/;
// /app/ex.js:2:50, node:net:1611:16, file:///var/task/index.mjs:3:9
const PLACE = /^(?:async )?(.{1,1024}?):(\d{1,9})(?::\d{1,9})?$/;

// <anonymous>, native
const NOWHERE = /^(?:async )?(?:<anonymous>|native)$/;

const FOREIGN =
  /\/node_modules\/|^node:|^internal\/|^<anonymous>$|^native$|^\/?var\/runtime\/|^file:\/\/\/var\/runtime\/|^\/opt\/nodejs|^index \d|^\(|^evalmachine|\/\.pnpm\/|^webpack-internal:.*\/node_modules\//;

/** Reads one `at …` line of a V8 stack. */
export const parseNodeFrame = (line: string, at: number): Frame | undefined => {
  if (!NODE_FRAME.test(line)) return undefined;
  const text = line
    .trim()
    .replace(/[,{ ]+$/, '')
    .slice(3);
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1;
  const place = open < 0 ? text : text.slice(open + 2, -1);
  const name =
    open < 0
      ? undefined
      : text
          .slice(0, open)
          .replace(/^async /, '')
          .replace(/^Object\.(?=[\w$]+$)/, '');
  const match = PLACE.exec(place);
  // Java and .NET print no space before the bracket, and no column.
  if (match === null && open < 0 && !NOWHERE.test(place)) return undefined;
  const file = match?.[1] ?? place.replace(/^async /, '');
  return {
    file,
    ...(match === null ? {} : { line: Number(match[2]) }),
    ...(name === undefined ? {} : { function: name }),
    inApp: match !== null && !FOREIGN.test(file),
    at,
  };
};
