import type { EpochMs } from '../time.ts';
import type { ParsedConfig, PlacedWindow } from './parse.ts';
import { problemAt, renderProblem } from './problem.ts';

/** What a config may say, but should not say by accident. */
export interface Caution {
  readonly id: 'insecure' | 'windowOver';
  readonly text: string;
}

/** The cautions about a config at a moment. */
export const cautionsOf = ({ config, windows }: ParsedConfig, now: EpochMs): readonly Caution[] => [
  ...config.checks.flatMap(({ name, target }): readonly Caution[] =>
    isInsecure(target as Secured)
      ? [
          {
            id: 'insecure',
            text: `check ${name} trusts any certificate (tls.insecure: true); give it a ca instead`,
          },
        ]
      : [],
  ),
  ...windows.flatMap((each): readonly Caution[] =>
    each.window.kind === 'once' && each.window.to <= now
      ? [{ id: 'windowOver', text: overSince(each, each.window.to) }]
      : [],
  ),
];

interface Secured {
  readonly tls?: boolean | { readonly insecure?: boolean };
}

const isInsecure = ({ tls }: Secured): boolean => typeof tls === 'object' && tls.insecure === true;

/** `whydown.yaml:7:5 maintenance[0]: this window is over since 2026-12-02T01:00Z; remove it`. */
const overSince = ({ place, path }: PlacedWindow, end: EpochMs): string => {
  const when = `${new Date(end).toISOString().slice(0, 16)}Z`;
  return renderProblem(problemAt(place, path, `this window is over since ${when}; remove it`));
};
