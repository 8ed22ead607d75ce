import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** Loads one check type from the catalog in a process of its own, and says which modules that evaluated. */
const modulesOf = async (type: string): Promise<readonly string[]> => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const { PROBERS } = await import('./lib/catalog.ts');
    await PROBERS[${JSON.stringify(type)}]();
    console.log(JSON.stringify(loaded));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return (JSON.parse(stdout) as string[]).map((url) => url.replace(/^.*\/(lib|node_modules)\//, '$1/'));
};

describe('a function that probes one check type alone', () => {
  it('evaluates nothing of the others', async () => {
    const loaded = await modulesOf('http');
    expect(loaded).toContain('lib/probers/http.ts');
    const others =
      /probers\/(?:grpc|websocket|steps|dns|tcp|tls|command|heartbeat)\.ts|transport\/(?:grpc|websocket|steps|dns|dialogue|command)\//;
    expect(loaded.filter((url) => others.test(url))).toEqual([]);
    expect(loaded.filter((url) => /exchange-http2|oauth2|sign-v4/.test(url))).toEqual([]);
  });

  it('is found out when it does evaluate another', async () => {
    const loaded = await modulesOf('steps');
    expect(loaded).toContain('lib/probers/steps.ts');
    expect(loaded.some((url) => url.includes('transport/steps/'))).toBe(true);
  });
});
