import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { LabCase, Variant } from '../case.ts';
import { runOnBench } from './bench.ts';
import type { Recorded } from './bench.ts';
import type { CaseSpec, Stack, Transform } from './define-stack.ts';
import { placeException, placeFrame } from './label-exception.ts';
import type { Place, RecordedFile } from './label-exception.ts';
import { lineText, toBytes, toLines } from './log-lines.ts';
import { changes, LINE_TRANSFORMS, textOf } from './transforms.ts';

export interface RecordOptions {
  readonly stack: Stack;
  readonly software: string;
  readonly appDir: string;
  readonly corpusDir: string;
  readonly cacheDir: string;
}

/** A recording that is ready to be written: files, and where in them the exception stands. */
interface Take {
  readonly name: string;
  readonly variant: Variant;
  readonly files: readonly RecordedFile[];
  readonly place: Place | null;
}

const DEFAULT_PORTS: readonly [number, number] = [21_000, 21_999];
const LINES_BEFORE_MARK = 60;
const LINES_AFTER_MARK = 400;
const HEALTHY_RECORDS = 10;
const MACHINE_PATHS = ['/work/', '/root/', '/home/', 'lab/.cache'];
/** The host name as a word of its own; a short one stands inside many words. */
const HOST_NAME = new RegExp(String.raw`(^|[\s@=:"])${hostname()}([\s,"]|$)`, 'm');

/** Runs one case and writes it, and what is made from its bytes, below the corpus folder. Answers the ids written. */
export const recordCase = async (spec: CaseSpec, options: RecordOptions): Promise<readonly string[]> => {
  const recorded = await runOnBench(
    {
      stack: options.stack.name,
      appDir: options.appDir,
      cacheDir: options.cacheDir,
      ports: options.stack.ports ?? DEFAULT_PORTS,
      logs: spec.logs,
    },
    spec.run,
  );
  const take = takeOf(spec, recorded, recorded.logDir);
  const written = spec.withoutPlain === true ? [] : [write(take, { spec, recorded, options })];
  for (const transform of spec.alsoAs ?? []) {
    written.push(write(transformed(take, transform, recorded), { spec, recorded, options }));
  }
  return written;
};

const readWindow = (logDir: string, name: string, markBytes: number): RecordedFile => {
  const bytes = existsSync(join(logDir, name)) ? readFileSync(join(logDir, name)) : Buffer.alloc(0);
  const before = toLines(bytes.subarray(0, markBytes)).slice(-LINES_BEFORE_MARK);
  const after = toLines(bytes.subarray(markBytes)).slice(0, LINES_AFTER_MARK);
  return { name, lines: [...before, ...after], markLine: before.length };
};

const takeOf = (spec: CaseSpec, recorded: Recorded, logDir: string): Take => {
  const files = spec.logs
    .map((name) => readWindow(logDir, name, recorded.markedAt.get(name) ?? 0))
    .filter((file) => file.lines.length > 0);
  if (!files.some((file) => file.markLine >= HEALTHY_RECORDS)) {
    throw new Error(
      `no log has ${HEALTHY_RECORDS} lines before the failure (${files.map((file) => `${file.name} ${file.markLine}`).join(', ')})`,
    );
  }
  return { name: spec.name, variant: spec.variant ?? 'plain', files, place: placeException(spec, files) };
};

const transformed = (take: Take, transform: Transform, recorded: Recorded): Take => {
  const name = `${take.name}-${transform}`;
  if (transform === 'rotated' || transform === 'gzip') {
    return { ...splitFiles(take, transform), name, variant: transform };
  }
  const apply = LINE_TRANSFORMS[transform];
  const times = {
    sentAtMs: Date.parse(recorded.exchange.sentAt),
    failedAtMs: Date.parse(recorded.exchange.failedAt),
  };
  let place = take.place;
  const files = take.files.map((file) => {
    const range = take.place?.file === file.name ? take.place : null;
    const starts: number[] = [];
    const lines: Buffer[] = [];
    for (const [index, line] of file.lines.entries()) {
      starts.push(lines.length);
      lines.push(...apply(line, index, { markLine: file.markLine, range, ...times }));
    }
    starts.push(lines.length);
    if (range !== null) {
      place = {
        file: range.file,
        line: starts[range.line]!,
        from: starts[range.from]!,
        to: starts[range.to + 1]! - 1,
        foreign: range.foreign.map((index) => starts[index]!),
      };
      const split = transform === 'split-16k' || transform === 'split-256k';
      if (split && place.to - place.from === range.to - range.from) {
        throw new Error(`${name}: no line is long enough to be split`);
      }
    }
    return { name: file.name, lines, markLine: starts[file.markLine]! };
  });
  if (!files.some((file, index) => changes(take.files[index]!.lines, file.lines))) {
    throw new Error(`${name}: changes nothing`);
  }
  return { name, variant: transform, files, place };
};

/** Cuts the file with the exception in two: the exception is in the older half in every second case, and in every gzip. */
const splitFiles = (take: Take, transform: 'rotated' | 'gzip'): Take => {
  const place = take.place;
  const target = take.files.find((file) => file.name === (place?.file ?? take.files[0]!.name))!;
  const odd = createHash('sha256').update(take.name).digest()[0]! % 2 === 1;
  const inOlder = transform === 'gzip' || odd;
  const end = (place?.to ?? target.lines.length - 1) + 1;
  const healthyHalf = Math.floor(Math.min(target.markLine, place?.from ?? target.markLine) / 2);
  const at = healthyHalf === 0 || (inOlder && end < target.lines.length) ? end : healthyHalf;
  const older = `${target.name}.1`;
  const movesToOlder = place !== null && place.line < at;
  const files = take.files
    .flatMap((file) =>
      file === target
        ? [
            { name: older, lines: file.lines.slice(0, at), markLine: Math.min(file.markLine, at) },
            { name: file.name, lines: file.lines.slice(at), markLine: Math.max(0, file.markLine - at) },
          ]
        : [file],
    )
    .filter((file) => file.lines.length > 0);
  const shift = (index: number): number => (movesToOlder ? index : index - at);
  return {
    ...take,
    files,
    place:
      place === null || place.file !== target.name
        ? place
        : {
            file: movesToOlder ? older : place.file,
            line: shift(place.line),
            from: shift(place.from),
            to: shift(place.to),
            foreign: place.foreign.map(shift),
          },
  };
};

interface WriteContext {
  readonly spec: CaseSpec;
  readonly recorded: Recorded;
  readonly options: RecordOptions;
}

/** In a gzip case the older half is what logrotate has compressed; without an older half everything is. */
const fileName = (take: Take, name: string): string =>
  take.variant === 'gzip' && name.endsWith('.1') ? `${name}.gz` : name;

const write = (take: Take, { spec, recorded, options }: WriteContext): string => {
  const id = `${options.stack.name}/${take.name}`;
  const folder = join(options.corpusDir, id);
  const logOf = (name: string): string => `${take.name}/${fileName(take, name)}`;
  const text = take.files.map((file) => textOf(file.lines)).join('\n');
  const label = labelOf(take, spec, { text, logOf, recorded, appDir: options.appDir });
  check(id, spec, text);
  rmSync(folder, { recursive: true, force: true });
  for (const file of take.files) {
    const path = join(options.corpusDir, options.stack.name, logOf(file.name));
    mkdirSync(dirname(path), { recursive: true });
    const bytes = toBytes(file.lines);
    writeFileSync(path, path.endsWith('.gz') ? gzipSync(bytes) : bytes);
  }
  const { body: _, ...request } = recorded.exchange;
  const labCase: LabCase = {
    id,
    stack: options.stack.name,
    software: options.software,
    kind: spec.kind ?? 'fault',
    variant: take.variant,
    injected: spec.injected,
    request,
    logs: take.files.map((file) => logOf(file.name)),
    label,
  };
  writeFileSync(`${folder}.json`, `${JSON.stringify(labCase, null, 2)}\n`);
  return id;
};

interface LabelContext {
  readonly text: string;
  readonly logOf: (name: string) => string;
  readonly recorded: Recorded;
  readonly appDir: string;
}

const labelOf = (take: Take, spec: CaseSpec, context: LabelContext): LabCase['label'] => {
  const place = take.place;
  const file = take.files.find((candidate) => candidate.name === place?.file);
  const foreignLines = place?.foreign.map((index) => index + 1) ?? [];
  return {
    cause: spec.cause,
    ...(spec.alsoAccepted === undefined ? {} : { alsoAccepted: spec.alsoAccepted }),
    component: componentAsLogged(
      withLoggedPort(spec.component, place === null ? '' : lineText(file!.lines[place.line]!)),
      context.text,
    ),
    exceptionLine: place === null || file === undefined ? null : lineText(file.lines[place.line]!),
    exceptionRange:
      place === null ? null : { file: context.logOf(place.file), from: place.from + 1, to: place.to + 1 },
    ...(foreignLines.length === 0 ? {} : { foreignLines }),
    innermostType: spec.exception?.type ?? null,
    inAppFrame: spec.frame === undefined ? null : frameOf(spec, take, context.appDir),
    hasRequestId: context.text.includes(context.recorded.exchange.requestId),
    secrets: (spec.secrets ?? []).map((wanted) => asLogged(wanted, context.text)),
    keep: (spec.keep ?? []).map((wanted) => asLogged(wanted, context.text)),
  };
};

/** `{port}` stands for the port that the labelled line names, where the case does not choose it. */
const withLoggedPort = (component: string | null, line: string): string | null => {
  if (component?.includes('{port}') !== true) return component;
  const host = component.split(' ').at(-1)!.split(':')[0]!;
  const port = new RegExp(`${host.replaceAll('.', String.raw`\.`)}:(\\d+)`).exec(line)?.[1];
  return port === undefined ? component.split(' ')[0]! : component.replace('{port}', port);
};

/** Without its address where the logs nowhere name it: nobody could tell which one it was. */
const componentAsLogged = (component: string | null, text: string): string | null => {
  const [kind, address] = component?.split(' ') ?? [];
  if (component === null || kind === undefined || address === undefined) return component;
  const named = kind === 'http' || kind === 'file' ? address : (address.split(':').at(-1) ?? address);
  return text.replaceAll(String.raw`\/`, '/').includes(named) ? component : kind;
};

/** The string as it stands in the logs: itself, or escaped inside JSON. */
const asLogged = (wanted: string, text: string): string => {
  const escaped = JSON.stringify(wanted).slice(1, -1);
  const found = [wanted, escaped, escaped.replaceAll('/', String.raw`\/`)].find((form) =>
    text.includes(form),
  );
  if (found === undefined) throw new Error(`"${wanted}" does not stand in the logs`);
  return found;
};

/** Nest colours even the inside of a path. */
const stripAnsi = (text: string): string =>
  stripVTControlCharacters(text.replaceAll(String.raw`\u001b`, '\u001B'));

const frameOf = (spec: CaseSpec, take: Take, appDir: string): LabCase['label']['inAppFrame'] => {
  const frame = placeFrame(spec.frame!, appDir);
  const place = take.place;
  const lines =
    take.files.find((file) => file.name === place?.file)?.lines.slice(place?.from, place!.to + 1) ?? [];
  const named = new RegExp(`${frame.file.replaceAll(/[.\\/]/g, '\\$&')}\\D{1,12}${frame.line}\\b`);
  if (!named.test(stripAnsi(lines.map(lineText).join('\n')).replaceAll('\\/', '/'))) {
    throw new Error(`${take.name}: ${frame.file}:${frame.line} does not stand in the exception`);
  }
  return frame;
};

/** A label that the bytes do not bear out is a mistake of the lab, never something to write down. */
const check = (id: string, spec: CaseSpec, text: string): void => {
  // Cut lines may tear a string; only the unsplit recording is asked for each of them.
  const type = spec.exception?.type;
  if (type !== undefined && type !== null && !text.replaceAll('\\\\', '\\').includes(type)) {
    throw new Error(`${id}: the type ${type} does not stand in the logs`);
  }
  const telling = text
    .split('\n')
    .find((line) => HOST_NAME.test(line) || MACHINE_PATHS.some((path) => line.includes(path)));
  if (telling !== undefined) throw new Error(`${id}: the logs name this machine: ${telling.slice(0, 200)}`);
};
