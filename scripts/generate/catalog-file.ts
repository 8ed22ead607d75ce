import type { Plugin, Plugins } from './plugins.ts';

/** `lib/catalog.ts`: the built-in check types and notifiers, loaded when needed, and all log formats and causes. */
export const catalogFile = ({ probers, notifiers, formats, rules }: Plugins): string => `\
// Written by \`npm run generate\` from the files in these folders; changes here are lost.
import type { CauseRule } from './core/causes/rule.ts';
import type { LogFormat } from './core/logs/format.ts';
import type { Notifier } from './core/notify/contract.ts';
import type { Prober } from './core/probe/contract.ts';
${[...rules, ...formats].map(staticImport).join('\n')}

/** Loads one plug-in: none costs anything before it is used. */
type Load<Value> = () => Promise<Value>;

/** The check types, by the word after \`type:\`. */
export const PROBERS: Readonly<Record<string, Load<Prober>>> = {
${probers.map((plugin) => lazyImport(plugin.value.type, plugin)).join('\n')}
};

/** The notifiers, by the word after \`type:\`. */
export const NOTIFIERS: Readonly<Record<string, Load<Notifier>>> = {
${notifiers.map((plugin) => lazyImport(plugin.value.type, plugin)).join('\n')}
};

/** The log formats. */
export const LOG_FORMATS: readonly LogFormat[] = [${formats.map(localName).join(', ')}];

/** The causes. */
export const CAUSE_RULES: readonly CauseRule[] = [${rules.map(localName).join(', ')}];

const loadAll = <Value>(loads: Readonly<Record<string, Load<Value>>>): Promise<readonly Value[]> =>
  Promise.all(Object.values(loads).map((load) => load()));

/** All check types, to read a config with. */
export const loadProbers = (): Promise<readonly Prober[]> => loadAll(PROBERS);

/** All notifiers, to read a config with. */
export const loadNotifiers = (): Promise<readonly Notifier[]> => loadAll(NOTIFIERS);
`;

/** `lib/whole-catalog.ts`: all check types and notifiers at once, for whoever cannot wait: constructs are made synchronously. */
export const wholeCatalogFile = ({ probers, notifiers }: Plugins): string => `\
// Written by \`npm run generate\` from the files in these folders; changes here are lost.
import type { Notifier } from './core/notify/contract.ts';
import type { Prober } from './core/probe/contract.ts';
${[...probers, ...notifiers].map(({ exportName, file }) => `import { ${exportName} } from './${file}';`).join('\n')}

/** All check types. */
export const ALL_PROBERS: readonly Prober[] = [${probers.map(({ exportName }) => exportName).join(', ')}];

/** All notifiers. */
export const ALL_NOTIFIERS: readonly Notifier[] = [${notifiers.map(({ exportName }) => exportName).join(', ')}];
`;

/** A log format and a cause may share a word, so each local name says its folder. */
const localName = ({ exportName, file }: Plugin<unknown>): string => {
  const suffix = file.startsWith('core/logs/') ? 'Format' : 'Rule';
  return exportName.endsWith(suffix) ? exportName : `${exportName}${suffix}`;
};

const staticImport = (plugin: Plugin<unknown>): string => {
  const local = localName(plugin);
  const name = local === plugin.exportName ? local : `${plugin.exportName} as ${local}`;
  return `import { ${name} } from './${plugin.file}';`;
};

const lazyImport = (word: string, { file, exportName }: Plugin<unknown>): string =>
  `${JSON.stringify(word)}: async () => (await import('./${file}')).${exportName},`;
