import { buildCheck, type Surroundings } from './build-check.ts';
import { checkSchema, type CheckInput, type CheckType } from './check-schema.ts';
import type { PlacedCheck } from './cross-check.ts';
import type { ConfigFiles } from './files.ts';
import { typeOf } from './infer-type.ts';
import type { LoadedFile } from './load-files.ts';
import { withDefaults } from './merge-defaults.ts';
import { problemAt, type Problem } from './problem.ts';
import { locate, valueOf, type SourceMap } from './source.ts';
import { withFiles } from './target-files.ts';
import { validate } from './validate.ts';

interface Options {
  readonly types: readonly CheckType[];
  readonly files: ConfigFiles;
}

/** The checks of all files, as far as they could be read. */
export interface ParsedChecks {
  /** Every check that is written down, right or wrong. */
  readonly sources: readonly SourceMap[];
  readonly placed: readonly ReadCheck[];
  readonly problems: readonly Problem[];
}

type ReadCheck = PlacedCheck & { readonly enabled: boolean };

/** Reads the checks of every file, each with the defaults that hold there. */
export const checksOf = (
  files: readonly LoadedFile[],
  options: Options,
  around: Omit<Surroundings, 'resolve'>,
): ParsedChecks => {
  const schemas = new Map(options.types.map((type) => [type, checkSchema(type)]));
  const read = files.flatMap((file) => {
    const resolve = (path: string): string => options.files.resolve(file.path, path);
    return writtenIn(file).map((node) => ({
      node,
      ...readCheck(node, { file, around: { ...around, resolve }, schemas, files: options.files }),
    }));
  });
  return {
    sources: read.map(({ node }) => node),
    placed: read.flatMap((each) => each.placed ?? []),
    problems: read.flatMap((each) => each.problems ?? []),
  };
};

/** What is no map is reported by the schema of the file. */
const writtenIn = (file: LoadedFile): readonly SourceMap[] => {
  const list = valueOf(file.root, 'checks');
  return list?.kind === 'list' ? list.items.filter((item) => item.kind === 'map') : [];
};

type Schemas = ReadonlyMap<CheckType, ReturnType<typeof checkSchema>>;

interface Reading {
  readonly file: LoadedFile;
  readonly around: Surroundings;
  readonly schemas: Schemas;
  readonly files: ConfigFiles;
}

const readCheck = (
  node: SourceMap,
  { file, around, schemas, files }: Reading,
): { readonly placed?: ReadCheck; readonly problems?: readonly Problem[] } => {
  const type = typeOf(node, defaultType(file), [...schemas.keys()]);
  if ('message' in type) return { problems: [type] };
  const source = withDefaults(node, file.defaults, type);
  const result = validate(schemas.get(type) ?? checkSchema(type), source);
  if (!result.ok) return { problems: result.problems };
  const input = result.output as CheckInput & Readonly<Record<string, unknown>>;
  const check = buildCheck(input, type, around);
  const { target, problems } = withFiles(check.target, type.files ?? [], {
    edge: around.edge,
    files,
    // A default may come from another file than the check.
    resolve: (keys, path) => files.resolve(locate(source, keys).place.file, path),
  });
  return {
    placed: { check: { ...check, target }, source, type, enabled: input.enabled },
    problems: problems.map(({ keys, message }) => {
      const { place, path } = locate(source, keys);
      return problemAt(place, path, message);
    }),
  };
};

const defaultType = ({ defaults }: LoadedFile): string | undefined => {
  const types = defaults.map((each) => valueOf(each, 'type'));
  const last = types.findLast((each) => each !== undefined);
  return last?.kind === 'scalar' && typeof last.value === 'string' ? last.value : undefined;
};
