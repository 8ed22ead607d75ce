import { isObject, jsonPaths, textAt } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

const CLASS = jsonPaths('class', 'declaringClass', 'className', 'declaring_class');
const METHOD = jsonPaths('method', 'methodName', 'function', 'func', 'name', 'method_name');
const FILE = jsonPaths('file', 'fileName', 'filename', 'source', 'path', 'file_name');
const LINE = jsonPaths('line', 'lineno', 'lineNumber', 'line_number');

/** More frames than this are a loop. */
const MAX_FRAMES = 200;

/** The lines of a stack: of a text, of a list of lines, or of a list of frames as objects. */
export const stackLinesOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return isStackText(value) ? value.split(/\r?\n|\r/) : [];
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_FRAMES).flatMap((each: unknown): readonly string[] => {
    if (typeof each === 'string') return each.split('\n');
    return isObject(each) ? frameLines(each) : [];
  });
};

// what makes a text a stack: several lines, a frame, or the name of an error: TypeError: fetch failed
const isStackText = (text: string): boolean =>
  /\n|\r|^\s{0,16}at |^[\w$.]{0,128}(?:Error|Exception)(?: \[\w{1,80}\])?: /.test(text);

/** A frame that a logger took apart, in the form that its runtime would print. */
const frameLines = (frame: JsonObject): readonly string[] => {
  const [owner = '', method = '', file = '', line = ''] = [CLASS, METHOD, FILE, LINE].map((paths) =>
    textAt(frame, paths),
  );
  if (owner !== '' && method !== '') return [`\tat ${owner}.${method}(${placeOf(file, line)})`];
  return file === '' || line === '' ? [] : printed({ method, file, line });
};

const printed = ({ method, file, line }: Readonly<Record<'method' | 'file' | 'line', string>>) => {
  if (/\.py$|^<|^[^.]{1,64}$/.test(file))
    return [`  File "${file}", line ${line}, in ${method || '<module>'}`];
  if (file.endsWith('.go')) return [`${method || 'func'}()`, `\t${file}:${line}`];
  return [`    at ${method || '<anonymous>'} (${file}:${line}:1)`];
};

const placeOf = (file: string, line: string): string => {
  if (file === '') return 'Unknown Source';
  return Number(line) > 0 ? `${file}:${line}` : file;
};
