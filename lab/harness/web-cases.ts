import type { Bench } from './bench.ts';
import type { CaseSpec, ExceptionSpec, FrameSpec } from './define-stack.ts';
import type { RequestOptions } from './send-request.ts';

/** What the cases of one web stack have in common. */
export interface WebDefaults<App> {
  /** Starts the application and answers its base URL. */
  readonly start: (bench: Bench, app: App | undefined) => Promise<string>;
  readonly logs: readonly string[];
  readonly exceptionIn?: string;
  /** Paths that are answered below 400 as long as nothing is injected. */
  readonly healthy: readonly string[];
  /** The header line of an exception's record; without it the labelled line starts the range. */
  readonly from?: RegExp;
  /** The first line that is no longer part of it. */
  readonly before?: RegExp;
}

/** One failing request against a running application; what is left out comes from the stack's defaults. */
export interface WebCase<App> extends Omit<CaseSpec, 'run' | 'exception' | 'logs' | 'frame'> {
  readonly path: string;
  readonly request?: RequestOptions;
  readonly app?: App;
  readonly healthy?: readonly string[];
  readonly healthyCount?: number;
  /** Injects the fault into the running, healthy application. */
  readonly inject?: (bench: Bench, url: string) => unknown;
  readonly after?: (bench: Bench, url: string) => unknown;
  /** `null` where the logs hold no exception. */
  readonly line: RegExp | null;
  readonly type: string | null;
  readonly in?: FrameSpec;
  readonly exception?: Partial<ExceptionSpec>;
  readonly logs?: readonly string[];
  /** The status that the failing request must get; 500 if nothing is said. */
  readonly status?: number;
}

const HEALTHY_COUNT = 14;

/** Makes the `webCase` of a stack: healthy requests, the injection, the failing request, a little traffic after it. */
export const webCases =
  <App>(defaults: WebDefaults<App>) =>
  (one: WebCase<App>): CaseSpec => {
    const {
      path,
      request,
      app,
      healthy,
      healthyCount,
      inject,
      after,
      line,
      type,
      in: frame,
      exception,
      logs,
      status,
      ...rest
    } = one;
    const range = {
      ...(defaults.from === undefined ? {} : { from: defaults.from }),
      ...(defaults.before === undefined ? {} : { before: defaults.before }),
    };
    return {
      logs: logs ?? defaults.logs,
      ...(defaults.exceptionIn === undefined ? {} : { exceptionIn: defaults.exceptionIn }),
      ...(frame === undefined ? {} : { frame }),
      exception: line === null ? null : { line, type, ...range, ...exception },
      run: async (bench) => {
        const url = await defaults.start(bench, app);
        const healthyUrls = (healthy ?? defaults.healthy).map((healthyPath) => url + healthyPath);
        await bench.healthy(healthyUrls, healthyCount ?? HEALTHY_COUNT);
        await inject?.(bench, url);
        const answer = await bench.fail(url + path, request);
        if (answer.status !== (status ?? 500)) {
          throw new Error(
            `${path} answered ${answer.status}, expected ${status ?? 500}: ${answer.body.slice(0, 160)}`,
          );
        }
        if (after === undefined) await bench.healthy(url + (healthy ?? defaults.healthy)[0]!, 2);
        else await after(bench, url);
      },
      ...rest,
    };
  };
