import * as v from 'valibot';

import type { Notifier } from '../notify/contract.ts';
import type { ConfiguredNotifier, Edge } from './config.ts';
import { described, text } from './fields.ts';
import type { LoadedFile } from './load-files.ts';
import { problemAt, type Problem } from './problem.ts';
import { locate, valueOf, type SourceEntry, type SourceMap } from './source.ts';
import { didYouMean } from './suggest.ts';
import { validate } from './validate.ts';

/** What the config needs to know of a notifier. */
export type NotifierType = Pick<Notifier, 'type' | 'summary' | 'entries' | 'only'>;

/** The notifiers of all files. */
export interface ParsedNotifiers {
  /** Every name that is written down, right or wrong. */
  readonly names: readonly string[];
  readonly configured: Readonly<Record<string, ConfiguredNotifier>>;
  readonly problems: readonly Problem[];
}

/** The keys of one notifier. */
export const notifierSchema = (notifier: NotifierType) =>
  v.strictObject({
    type: described(text('expected a notifier'), 'The kind of channel.'),
    ...notifier.entries,
  });

/** Reads the notifiers of every file. */
export const notifiersOf = (
  files: readonly LoadedFile[],
  types: readonly NotifierType[],
  edge: Edge,
): ParsedNotifiers => {
  const configured = new Map<string, ConfiguredNotifier>();
  const seen = new Map<string, SourceEntry>();
  const problems: Problem[] = [];
  for (const [name, entry] of files.flatMap(entriesOf)) {
    const earlier = seen.get(name);
    if (earlier) {
      const { file, line } = earlier.keyPlace;
      const message = `duplicate notifier ${JSON.stringify(name)}, first used at ${file}:${line}`;
      problems.push(problemAt(entry.keyPlace, entry.node.path, message));
      continue;
    }
    seen.set(name, entry);
    if (entry.node.kind !== 'map') continue;
    const read = configuredOf(entry.node, types, edge);
    if ('problems' in read) problems.push(...read.problems);
    else configured.set(name, read);
  }
  return { names: [...seen.keys()], configured: Object.fromEntries(configured), problems };
};

const entriesOf = ({ root }: LoadedFile): readonly (readonly [string, SourceEntry])[] => {
  const node = valueOf(root, 'notifiers');
  return node?.kind === 'map' ? [...node.entries] : [];
};

const configuredOf = (
  node: SourceMap,
  types: readonly NotifierType[],
  edge: Edge,
): ConfiguredNotifier | { readonly problems: readonly Problem[] } => {
  const named = valueOf(node, 'type');
  const word = named?.kind === 'scalar' ? named.value : undefined;
  const notifier = types.find((each) => each.type === word);
  if (!notifier) return { problems: [unknownType(node, word, types)] };
  if (notifier.only !== undefined && notifier.only !== edge) return { problems: [elsewhere(node, notifier)] };
  const result = validate(notifierSchema(notifier), node);
  if (!result.ok) return { problems: result.problems };
  const { type, ...settings } = result.output;
  return { type, settings };
};

const unknownType = (node: SourceMap, word: unknown, types: readonly NotifierType[]): Problem => {
  const names = types.map((each) => each.type);
  const at = valueOf(node, 'type');
  if (!at) return problemAt(node.place, `${node.path}.type`, `missing, expected one of ${names.join(', ')}`);
  const message = `unknown notifier type ${JSON.stringify(word)}${didYouMean(String(word), names)}`;
  return problemAt(at.place, at.path, message);
};

const elsewhere = (node: SourceMap, { type, only }: NotifierType): Problem => {
  const { place, path } = locate(node, ['type']);
  return problemAt(place, path, `${type} works ${only === 'aws' ? 'on AWS' : 'with "whydown run"'} only`);
};
