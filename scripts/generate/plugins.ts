import { globSync } from 'node:fs';
import { basename } from 'node:path';

import type { CauseRule } from '../../lib/core/causes/rule.ts';
import type { LogFormat } from '../../lib/core/logs/format.ts';
import type { Notifier } from '../../lib/core/notify/contract.ts';
import type { Prober } from '../../lib/core/probe/contract.ts';

/** A file that is one check type, notifier, log format or cause. */
export interface Plugin<Value> {
  /** Seen from `lib`: `probers/http.ts`. */
  readonly file: string;
  readonly exportName: string;
  readonly value: Value;
}

/** Everything that the catalog puts together, by kind. */
export interface Plugins {
  readonly probers: readonly Plugin<Prober>[];
  readonly notifiers: readonly Plugin<Notifier>[];
  readonly formats: readonly Plugin<LogFormat>[];
  readonly rules: readonly Plugin<CauseRule>[];
}

/** Reads the folders in which a file is a plug-in. */
export const findPlugins = async (root: string): Promise<Plugins> => ({
  probers: await pluginsIn<Prober>(root, 'probers', 'type'),
  notifiers: await pluginsIn<Notifier>(root, 'notifiers', 'type'),
  formats: await pluginsIn<LogFormat>(root, 'core/logs/formats', 'id'),
  rules: await pluginsIn<CauseRule>(root, 'core/causes/rules', 'id'),
});

const pluginsIn = async <Value>(
  root: string,
  folder: string,
  key: string,
): Promise<readonly Plugin<Value>[]> => {
  const names = globSync('*.ts', { cwd: `${root}/lib/${folder}` }).sort();
  const plugins = await Promise.all(names.map((name) => pluginOf<Value>(root, `${folder}/${name}`, key)));
  refuseDoubles(plugins.map(({ file, value }) => ({ file, word: wordOf(value, key) })));
  return plugins;
};

const pluginOf = async <Value>(root: string, file: string, key: string): Promise<Plugin<Value>> => {
  const module: Readonly<Record<string, unknown>> = await import(`${root}/lib/${file}`);
  const [exported, ...others] = Object.entries(module);
  if (!exported || others.length > 0)
    throw new Error(
      `lib/${file}: expected one exported value, got ${Object.keys(module).join(', ') || 'none'}`,
    );
  const [exportName, value] = exported;
  if (wordOf(value, key) === '')
    throw new Error(`lib/${file}: ${exportName} has no ${key}, expected what its define function makes`);
  return { file, exportName, value: value as Value };
};

const wordOf = (value: unknown, key: string): string => {
  const word = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : '';
  return typeof word === 'string' ? word : '';
};

const refuseDoubles = (plugins: readonly { readonly file: string; readonly word: string }[]): void => {
  const first = new Map<string, string>();
  for (const { file, word } of plugins) {
    const earlier = first.get(word);
    if (earlier) throw new Error(`lib/${file}: ${word} is defined by ${basename(earlier)} too`);
    first.set(word, file);
  }
};
