import { resolve } from 'node:path';

import type { ComponentRef } from '../core/diagnosis/component.ts';
import type { Gap } from '../core/diagnosis/diagnosis.ts';
import type { ChangeSource, ComponentResolver, LogSource } from '../core/ports.ts';
import { deployChanges } from './changes/deploy-changes.ts';
import { fileChanges } from './changes/file-changes.ts';
import { gitChanges } from './changes/git-changes.ts';
import { commandSource } from './logs/command-source.ts';
import { dockerSource } from './logs/docker-source.ts';
import { expandPaths } from './logs/expand-paths.ts';
import { FileGrowth } from './logs/file-growth.ts';
import { fileSource } from './logs/file-source.ts';
import { journaldSource } from './logs/journald-source.ts';
import type { LogReader } from './logs/log-reader.ts';

/** Finds the logs and changes that this machine has of a component. */
export interface LocalComponentResolver extends ComponentResolver {
  /** Notes how far the components' files have grown; about once a second, so that lines without times have one. */
  watch(components: readonly ComponentRef[]): Promise<void>;
}

/** Resolves components on this machine; relative paths are relative to `folder`, that of the config. */
export const localComponentResolver = (folder: string, reader: LogReader): LocalComponentResolver => {
  const growths = new Map<string, FileGrowth>();
  const files = new Map<string, LogSource>();
  const growthOf = (path: string): FileGrowth => {
    const growth = growths.get(path) ?? new FileGrowth();
    growths.set(path, growth);
    return growth;
  };
  // A source remembers line numbers, so that there is one per file as long as the resolver lives.
  const fileOf = (path: string): LogSource => {
    const source = files.get(path) ?? fileSource(path, reader, growthOf(path));
    files.set(path, source);
    return source;
  };
  return {
    logs: async (component) => {
      if (component.kind !== 'file')
        return { sources: sourcesOf(component, reader), gaps: gapsOf(component) };
      const { paths, gaps } = await expandPaths(resolve(folder, component.path));
      return { sources: paths.map(fileOf), gaps };
    },
    changes: async (component) => {
      if (component.kind === 'deploys') return [deploySource(component)];
      return component.kind === 'git' ? [folderChanges(resolve(folder, component.folder))] : [];
    },
    watch: async (components) => {
      const now = reader.clock.now();
      const wanted = components.flatMap((each) => (each.kind === 'file' ? [resolve(folder, each.path)] : []));
      const found = await Promise.all([...new Set(wanted)].map(expandPaths));
      const paths = new Set(found.flatMap((each) => each.paths));
      await Promise.all([...paths].map((path) => growthOf(path).sample(path, now)));
    },
  };
};

const sourcesOf = (component: ComponentRef, reader: LogReader): readonly LogSource[] => {
  if (component.kind === 'command') return [commandSource(component, reader)];
  if (component.kind === 'journald') return [journaldSource(component.unit)];
  return component.kind === 'docker' ? [dockerSource(component.container)] : [];
};

const LOCAL_KINDS: ReadonlySet<ComponentRef['kind']> = new Set([
  'file',
  'command',
  'journald',
  'docker',
  'git',
  'deploys',
]);

const gapsOf = ({ kind }: ComponentRef): readonly Gap[] =>
  LOCAL_KINDS.has(kind)
    ? []
    : [
        {
          missing: `the logs of component ${kind}: it lives on AWS, and this is the embedded engine`,
          fix: 'deploy whydown to that account, or name a local log file, command, journald unit or container',
        },
      ];

const deploySource = (deploys: ComponentRef & { readonly kind: 'deploys' }): ChangeSource => ({
  changes: (from, to) => deployChanges(deploys, from, to),
  trends: async () => [],
});

const folderChanges = (folder: string): ChangeSource => ({
  changes: async (from, to) => {
    const found = await Promise.all([gitChanges(folder, from, to), fileChanges(folder, from, to)]);
    return found.flat().sort((a, b) => a.at - b.at);
  },
  trends: async () => [],
});
