import { healthyUpstream } from '../../backing/small-servers.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import type { Running } from '../../harness/process.ts';
import { startNginx, writeConfig } from './config.ts';
import type { Site } from './config.ts';

/** Begins every record of the error log. */
export const ERROR_RECORD = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[/;

export type Label = Omit<CaseSpec, 'run' | 'logs' | 'exception'> & {
  /** A piece of the error log's line that names the failure; none where there is no evidence. */
  readonly line: RegExp | null;
  readonly logs?: readonly string[];
  readonly exception?: CaseSpec['exception'];
};

export interface Started {
  readonly url: string;
  readonly site: Site;
  readonly nginx: Running;
}

export interface Recipe {
  /** What the site has beyond the healthy part. */
  readonly site?: (bench: Bench) => Promise<Pick<Site, 'server' | 'http' | 'main'>>;
  readonly withId?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly act: (bench: Bench, started: Started) => Promise<void>;
}

/** Starts nginx with a healthy part and the recipe's own, sends healthy requests, then lets the recipe act. */
export const nginxCase = (label: Label, recipe: Recipe): CaseSpec => {
  const { line, logs, exception, ...rest } = label;
  return {
    ...rest,
    logs: logs ?? ['error.log', 'access.log'],
    exception: exception === undefined ? (line === null ? null : { line, type: null }) : exception,
    run: async (bench) => {
      const upstreamPort = await healthyUpstream(bench);
      const port = await bench.port();
      const site: Site = { port, upstreamPort, ...(await recipe.site?.(bench)) };
      writeConfig(bench, site, recipe.withId);
      const nginx = await startNginx(bench, site, recipe.env);
      const url = `http://127.0.0.1:${port}`;
      await healthyNginx(bench, url);
      await recipe.act(bench, { url, site, nginx });
    },
  };
};

export const healthyNginx = (bench: Bench, url: string, count = 12): Promise<void> =>
  bench.healthy([`${url}/`, `${url}/shop.css`, `${url}/api/health`], count);
