import { healthyUpstream } from '../../backing/small-servers.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import type { Running } from '../../harness/process.ts';
import { startApache, writeConfig } from './config.ts';
import type { Site } from './config.ts';

export type Label = Omit<CaseSpec, 'run' | 'logs' | 'exception'> & {
  /** A piece of the error log's line that names the failure; none where there is no evidence. */
  readonly line: RegExp | null;
  readonly logs?: readonly string[];
  readonly exception?: CaseSpec['exception'];
};

export interface Started {
  readonly url: string;
  readonly site: Site;
  readonly apache: Running;
}

export interface Recipe {
  readonly extra?: (bench: Bench) => Promise<string> | string;
  readonly withId?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly act: (bench: Bench, started: Started) => Promise<void>;
}

/** Starts httpd with a healthy part and the recipe's own, sends healthy requests, then lets the recipe act. */
export const apacheCase = (label: Label, recipe: Recipe): CaseSpec => {
  const { line, logs, exception, ...rest } = label;
  return {
    ...rest,
    logs: logs ?? ['error.log', 'access.log'],
    exception: exception === undefined ? (line === null ? null : { line, type: null }) : exception,
    run: async (bench) => {
      const upstreamPort = await healthyUpstream(bench);
      const port = await bench.port();
      const site: Site = {
        port,
        upstreamPort,
        extra: (await recipe.extra?.(bench)) ?? '',
        ...(recipe.withId === undefined ? {} : { withId: recipe.withId }),
      };
      writeConfig(bench, site);
      const apache = await startApache(bench, site, recipe.env);
      const url = `http://127.0.0.1:${port}`;
      await healthyApache(bench, url);
      await recipe.act(bench, { url, site, apache });
    },
  };
};

export const healthyApache = (bench: Bench, url: string, count = 12): Promise<void> =>
  bench.healthy([`${url}/`, `${url}/shop.css`, `${url}/api/health`, `${url}/cgi/health.cgi`], count);

/** Asks for one path, then shows that the rest of the site is well. */
export const fetchPath =
  (path: string, options: Parameters<Bench['fail']>[1] = {}) =>
  async (bench: Bench, { url }: Started): Promise<void> => {
    await bench.fail(`${url}${path}`, options);
    await bench.pause(100);
    await bench.healthy(`${url}/`, 3);
  };
