import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import type { Running } from '../harness/process.ts';
import { APP_USER } from './machine.ts';
import { platformLog } from './lambda-log.ts';
import type { Invocation, LambdaFunction, Outcome, PlatformLog } from './lambda-log.ts';

export interface LambdaSetup extends LambdaFunction {
  /** Starts AWS's runtime interface client. */
  readonly command: readonly [string, ...string[]];
  readonly handler: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: readonly string[];
}

interface Waiting {
  readonly invocation: Invocation;
  readonly event: string;
  readonly answer: (status: number, body: string) => void;
}

/** The log file that the function and the platform write to. */
export const LAMBDA_LOG = 'function.log';

const MEMORY_POLL_MS = 15;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const residentMb = (pid: number): number => {
  try {
    return Math.round(
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    );
  } catch {
    return 0;
  }
};

/** One execution environment: a runtime process, the API that it polls, and the limits that the platform enforces. */
class Sandbox {
  private running: Running | undefined;
  private poll: ServerResponse | undefined;
  private current: Waiting | undefined;
  private queued: Waiting | undefined;
  private maxMemoryMb = 0;
  private initStartedAtMs = 0;
  private initMs: number | undefined;
  private killedFor: 'memory' | 'timeout' | undefined;
  private initError: string | undefined;
  private reported = false;
  private readonly log: PlatformLog;
  private readonly bench: Bench;
  private readonly setup: LambdaSetup;
  private apiPort = 0;

  constructor(bench: Bench, setup: LambdaSetup) {
    this.bench = bench;
    this.setup = setup;
    this.log = platformLog(join(bench.logDir, LAMBDA_LOG), setup);
  }

  async listen(): Promise<void> {
    this.apiPort = await this.bench.port();
    const server = createServer((request, response) => void this.serveRuntime(request, response));
    await listenOn(this.bench, server, this.apiPort);
    const timer = setInterval(() => this.watchMemory(), MEMORY_POLL_MS);
    this.bench.defer(() => clearInterval(timer));
  }

  /** Takes one event; starts the runtime if none is there. */
  async invoke(event: unknown, traceId: string): Promise<{ status: number; body: string }> {
    if (this.running === undefined) await this.init();
    return await new Promise((resolve) => {
      const invocation = { requestId: randomUUID(), traceId, startedAtMs: Date.now() };
      const waiting: Waiting = {
        invocation,
        event: JSON.stringify(event),
        answer: (status, body) => resolve({ status, body }),
      };
      this.log.start(invocation);
      const timer = setTimeout(() => this.timeOut(waiting), this.setup.timeoutMs);
      this.queued = {
        ...waiting,
        answer: (status, body) => {
          clearTimeout(timer);
          waiting.answer(status, body);
        },
      };
      if (this.initError !== undefined)
        this.finish(this.queued, { status: 'error', errorType: this.initError });
      else this.hand();
    });
  }

  private async init(): Promise<void> {
    this.initStartedAtMs = Date.now();
    this.initMs = undefined;
    this.initError = undefined;
    this.killedFor = undefined;
    this.reported = false;
    this.maxMemoryMb = 0;
    this.log.init();
    const [program = '', ...args] = [
      ...(this.setup.limits === undefined ? [] : ['prlimit', ...this.setup.limits]),
      ...this.setup.command,
    ];
    this.running = await this.bench.start({
      command: [program, ...args],
      cwd: '/var/task',
      user: APP_USER,
      env: {
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${this.apiPort}`,
        AWS_LAMBDA_FUNCTION_NAME: 'shop-orders',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(this.setup.memoryMb),
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/shop-orders',
        AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/25/[$LATEST]4f1c9e0b7a2d4c58',
        AWS_LAMBDA_LOG_FORMAT: this.setup.format === 'json' ? 'JSON' : 'Text',
        AWS_LAMBDA_LOG_LEVEL: 'INFO',
        AWS_REGION: 'eu-central-1',
        LAMBDA_TASK_ROOT: '/var/task',
        LAMBDA_RUNTIME_DIR: '/var/runtime',
        _HANDLER: this.setup.handler,
        ...this.setup.env,
      },
      out: LAMBDA_LOG,
    });
    const { exited } = this.running;
    void exited.then((code) => this.ended(code));
  }

  private async serveRuntime(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      this.initMs ??= Date.now() - this.initStartedAtMs;
      this.poll = response;
      this.hand();
      return;
    }
    const body = await bodyOf(request);
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    const waiting = this.current ?? this.queued;
    if (path.endsWith('/init/error')) {
      this.initError = String(request.headers['lambda-runtime-function-error-type'] ?? 'Runtime.Unknown');
      return;
    }
    if (waiting === undefined) return;
    if (path.endsWith('/error')) this.finish(waiting, { status: 'error' }, 502, body);
    else this.finish(waiting, { status: 'success' }, 200, body);
  }

  private hand(): void {
    const { poll, queued } = this;
    if (poll === undefined || queued === undefined) return;
    this.poll = undefined;
    this.queued = undefined;
    this.current = queued;
    poll.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': queued.invocation.requestId,
      'lambda-runtime-deadline-ms': String(Date.now() + this.setup.timeoutMs),
      'lambda-runtime-invoked-function-arn': this.setup.arn,
      'lambda-runtime-trace-id': queued.invocation.traceId,
    });
    poll.end(queued.event);
  }

  private finish(
    waiting: Waiting,
    outcome: Pick<Outcome, 'status' | 'errorType'>,
    status = 502,
    body = '',
  ): void {
    if (this.current !== undefined && this.current.invocation.requestId !== waiting.invocation.requestId)
      return;
    this.current = undefined;
    this.queued = undefined;
    this.log.end(waiting.invocation, {
      ...outcome,
      maxMemoryMb: this.maxMemoryMb,
      ...(this.initMs === undefined || this.reported ? {} : { initMs: this.initMs }),
    });
    waiting.answer(status, body);
    // Only the first report of an environment has the time of its start.
    this.reported = true;
  }

  private timeOut(waiting: Waiting): void {
    this.killedFor = 'timeout';
    this.log.say(
      `${new Date().toISOString()} ${waiting.invocation.requestId} Task timed out after ${(this.setup.timeoutMs / 1000).toFixed(2)} seconds\n`,
    );
    const target = this.current ?? this.queued;
    this.running?.signal('SIGKILL');
    if (target !== undefined) this.finish(target, { status: 'timeout' }, 504);
  }

  private watchMemory(): void {
    if (this.running === undefined || this.killedFor !== undefined) return;
    const residentNow = residentMb(this.running.pid);
    this.maxMemoryMb = Math.max(this.maxMemoryMb, residentNow);
    if (residentNow < this.setup.memoryMb) return;
    this.killedFor = 'memory';
    this.running.signal('SIGKILL');
  }

  private ended(code: number | null): void {
    this.running = undefined;
    const waiting = this.current ?? this.queued;
    if (waiting === undefined) return;
    const { requestId } = waiting.invocation;
    const how = code === null ? 'signal: killed' : `exit status ${code}`;
    if (this.initError === undefined) {
      this.log.say(`RequestId: ${requestId} Error: Runtime exited with error: ${how}\nRuntime.ExitError`);
    }
    const errorType =
      this.initError ?? (this.killedFor === 'memory' ? 'Runtime.OutOfMemory' : 'Runtime.ExitError');
    this.finish(waiting, { status: 'error', errorType });
  }
}

const listenOn = (bench: Bench, server: Server, port: number): Promise<void> =>
  new Promise((resolve) => {
    bench.defer(() => {
      server.close();
      server.closeAllConnections();
    });
    server.listen(port, '127.0.0.1', resolve);
  });

const gatewayAnswer = (response: ServerResponse, result: { status: number; body: string }): void => {
  if (result.status !== 200) {
    response
      .writeHead(result.status === 504 ? 504 : 502, { 'content-type': 'application/json' })
      .end('{"message":"Internal Server Error"}');
    return;
  }
  const parsed = JSON.parse(result.body) as { statusCode?: number; body?: string } | null;
  response
    .writeHead(parsed?.statusCode ?? 200, { 'content-type': 'application/json' })
    .end(parsed?.body ?? result.body);
};

/** Starts a function behind an HTTP front that makes API Gateway events of requests; answers the front's base URL. */
export const startLambda = async (bench: Bench, setup: LambdaSetup): Promise<string> => {
  const sandbox = new Sandbox(bench, setup);
  await sandbox.listen();
  const port = await bench.port();
  let previous: Promise<unknown> = Promise.resolve();
  const front = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const event = {
        version: '2.0',
        rawPath: request.url,
        headers: request.headers,
        requestContext: { http: { method: request.method, path: request.url } },
        body,
      };
      const before = previous;
      const work = before.then(() => sandbox.invoke(event, String(request.headers['x-amzn-trace-id'] ?? '')));
      previous = work;
      gatewayAnswer(response, await work);
    })();
  });
  await listenOn(bench, front, port);
  return `http://127.0.0.1:${port}`;
};
