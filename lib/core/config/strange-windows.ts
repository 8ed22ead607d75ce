import type { LoadedFile } from './load-files.ts';
import { problemAt, type Problem } from './problem.ts';
import { valueOf, type SourceMap, type SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';

/** Maintenance of checks and groups that do not exist would go unnoticed until the night of the work. */
export const strangeWindows = (
  files: readonly LoadedFile[],
  checks: readonly SourceMap[],
): readonly Problem[] => {
  const names = textsAt(checks, 'name');
  const groups = [
    ...textsAt(checks, 'group'),
    ...textsAt(
      files.flatMap((file) => file.defaults),
      'group',
    ),
  ];
  return files.flatMap(({ root }) =>
    itemsOf(valueOf(root, 'maintenance')).flatMap((window) => [
      ...unknownIn(window, 'checks', 'check', names),
      ...unknownIn(window, 'groups', 'group', groups),
    ]),
  );
};

const itemsOf = (node: SourceNode | undefined): readonly SourceNode[] =>
  node?.kind === 'list' ? node.items : [];

const textsAt = (nodes: readonly SourceNode[], key: string): readonly string[] =>
  nodes.flatMap((node) => {
    const found = valueOf(node, key);
    return found?.kind === 'scalar' && typeof found.value === 'string' ? [found.value] : [];
  });

const unknownIn = (
  window: SourceNode,
  key: string,
  word: string,
  known: readonly string[],
): readonly Problem[] =>
  itemsOf(valueOf(window, key)).flatMap((item) => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string' || known.includes(item.value)) return [];
    const message = `unknown ${word} ${JSON.stringify(item.value)}${didYouMean(item.value, known)}`;
    return [problemAt(item.place, item.path, message)];
  });
