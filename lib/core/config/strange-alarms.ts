import type { LoadedFile } from './load-files.ts';
import { problemAt, type Problem } from './problem.ts';
import { valueOf, type SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';

/** Notifiers that `diagnoseAlarms` names and nobody configured. */
export const strangeAlarms = ({ root }: LoadedFile, notifiers: readonly string[]): readonly Problem[] =>
  itemsOf(valueOf(root, 'diagnoseAlarms')).flatMap((alarm) =>
    itemsOf(alarm.kind === 'map' ? valueOf(alarm, 'notify') : undefined).flatMap((named) => {
      if (named.kind !== 'scalar' || typeof named.value !== 'string') return [];
      if (notifiers.includes(named.value)) return [];
      const message = `unknown notifier ${JSON.stringify(named.value)}${didYouMean(named.value, notifiers)}`;
      return [problemAt(named.place, named.path, message)];
    }),
  );

const itemsOf = (node: SourceNode | undefined): readonly SourceNode[] =>
  node?.kind === 'list' ? node.items : [];
