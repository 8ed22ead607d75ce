import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const PROBERS = join(import.meta.dirname, '../../../lib/probers');

/** Loads one module in a process of its own, calls what it exports under a name, and says which modules that evaluated. */
const modulesOf = async (path: string, call = 'nothing'): Promise<string> => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const module = await import(process.argv[1]);
    await module[process.argv[2]]?.();
    console.log(loaded.join('\\n'));`;
  const args = ['--input-type=module', '-e', script, join(PROBERS, path), call];
  return (await promisify(execFile)(process.execPath, args)).stdout;
};

describe('undici', () => {
  it.each(['tcp', 'tls', 'dns', 'grpc', 'websocket', 'heartbeat', 'command'])(
    'is not evaluated to probe %s',
    async (type) => {
      const loaded = await modulesOf(`${type}.ts`);
      expect(loaded).toContain(`/lib/probers/${type}.ts`);
      expect(loaded).not.toContain('/undici/');
    },
  );

  it.each(['http', 'steps'])('is not evaluated to read a check of type %s', async (type) => {
    expect(await modulesOf(`${type}.ts`)).not.toContain('/undici/');
  });

  it('is evaluated for the first request', async () => {
    expect(await modulesOf('transport/http/load-http1.ts')).not.toContain('/undici/');
    expect(await modulesOf('transport/http/load-http1.ts', 'loadHttp1')).toContain('/undici/');
  });
});
