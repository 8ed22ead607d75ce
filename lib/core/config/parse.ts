import type { Config, Edge, Location } from './config.ts';
import { crossCheck, duplicates } from './cross-check.ts';
import type { CheckType } from './check-schema.ts';
import { includedFileSchema, mainFileSchema } from './file-schema.ts';
import type { ConfigFiles } from './files.ts';
import { loadFiles, type LoadedFile } from './load-files.ts';
import type { MaintenanceWindow } from './maintenance.ts';
import { strangeDefaults } from './merge-defaults.ts';
import { checksOf } from './parse-checks.ts';
import { notifiersOf, type NotifierType } from './parse-notifiers.ts';
import { inOrder, problemAt, type Place, type Problem } from './problem.ts';
import { valueOf } from './source.ts';
import { strangeAlarms } from './strange-alarms.ts';
import { strangeLocations } from './strange-locations.ts';
import { strangeWindows } from './strange-windows.ts';
import { validate } from './validate.ts';

/** Everything that a config is held against. */
export interface ParseOptions {
  readonly files: ConfigFiles;
  readonly types: readonly CheckType[];
  readonly notifiers: readonly NotifierType[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly edge: Edge;
}

/** A maintenance window, and where it is written. */
export interface PlacedWindow {
  readonly window: MaintenanceWindow;
  readonly place: Place;
  readonly path: string;
}

/** A config in which nothing is wrong. */
export interface ParsedConfig {
  readonly ok: true;
  readonly config: Config;
  readonly windows: readonly PlacedWindow[];
}

/** A config, or everything that is wrong with it, in the order of the file. */
export type Parsed = ParsedConfig | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a config file with everything that it includes.
 *
 * @example
 * const parsed = parseConfig('whydown.yaml', { files, types, notifiers, env, edge: 'embedded' });
 * if (!parsed.ok) console.error(parsed.problems.map(renderProblem).join('\n'));
 */
export const parseConfig = (path: string, options: ParseOptions): Parsed => {
  const { files, problems } = loadFiles(path, options.files, options);
  const [main, ...included] = files;
  if (!main) return { ok: false, problems };
  const result = assemble(main, included, options);
  const all = [...problems, ...result.problems];
  if (all.length === 0) return { ok: true, config: result.config, windows: result.windows };
  return { ok: false, problems: inOrder(all, [path, ...files.map((file) => file.path)]) };
};

interface Assembled extends Omit<ParsedConfig, 'ok'> {
  readonly problems: readonly Problem[];
}

const assemble = (main: LoadedFile, included: readonly LoadedFile[], options: ParseOptions): Assembled => {
  const files = [main, ...included];
  const settings = validate(mainFileSchema, main.root);
  const parts = [settings, ...included.map((file) => validate(includedFileSchema, file.root))];
  const notifiers = notifiersOf(files, options.notifiers, options.edge);
  // The optional keys of a validated location are absent or there, never undefined.
  const locations = settings.ok ? (settings.output.locations as readonly Location[]) : [];
  const around = {
    edge: options.edge,
    notifiers: notifiers.names,
    locations: locations.map(({ name }) => name),
  };
  const checks = checksOf(files, options, around);
  const windows = parts.flatMap((part, index) =>
    part.ok ? placed(part.output.maintenance ?? [], files[index]) : [],
  );
  const config: Config = {
    checks: checks.placed.filter((each) => each.enabled).map(({ check }) => check),
    notifiers: notifiers.configured,
    locations,
    maintenance: windows.map(({ window }) => window),
    ...choicesOf(settings),
  };
  const problems = [
    ...parts.flatMap((part) => (part.ok ? [] : part.problems)),
    ...files.flatMap((file) => strangeDefaults(valueOf(file.root, 'defaults'), options.types)),
    ...notifiers.problems,
    ...checks.problems,
    ...duplicates(checks.sources),
    ...crossCheck(checks.placed, { ...around, locations: settings.ok ? around.locations : undefined }),
    ...strangeWindows(files, checks.sources),
    ...strangeAlarms(main, notifiers.names),
    ...strangeLocations(main, options.edge),
    ...(checks.sources.length === 0 && parts.every(({ ok }) => ok) ? [noChecks(main)] : []),
  ];
  return { config, windows, problems };
};

const placed = (
  windows: readonly MaintenanceWindow[],
  file: LoadedFile | undefined,
): readonly PlacedWindow[] => {
  const list = file && valueOf(file.root, 'maintenance');
  const nodes = list?.kind === 'list' ? list.items : [];
  return windows.flatMap((window, index) => {
    const node = nodes[index];
    return node ? [{ window, place: node.place, path: node.path }] : [];
  });
};

type Settings = ReturnType<typeof validate<typeof mainFileSchema>>;

/** What the main file says for all checks; a wrong file chooses nothing. */
const choicesOf = (
  settings: Settings,
): Pick<Config, 'results' | 'controlTargets' | 'diagnoseAlarms' | 'deadMan'> => {
  if (!settings.ok) return { results: 'failures', controlTargets: [], diagnoseAlarms: [] };
  const { results, controlTargets, diagnoseAlarms, deadMan } = settings.output;
  return { results, controlTargets, diagnoseAlarms, ...(deadMan !== undefined && { deadMan }) };
};

const noChecks = ({ root }: LoadedFile): Problem => {
  const node = valueOf(root, 'checks');
  const message = 'no checks; write at least one, with a name and a url';
  return problemAt(node?.place ?? root.place, 'checks', message);
};
