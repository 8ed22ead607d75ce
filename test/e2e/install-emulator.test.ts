import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installEmulator } from './install-emulator.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'whydown-install-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** The machine's own Python, but for what the shell lines before it do. */
async function python(lines: string): Promise<string> {
  const file = join(dir, 'python');
  await writeFile(file, `#!/bin/sh\n${lines}\nexec python3 "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

test('says that Python is missing', async () => {
  const missing = installEmulator(dir, { python: '/nonexistent/python3' });
  await expect(missing).rejects.toThrow(
    /no usable \/nonexistent\/python3: the emulator needs Python 3.10 or later/,
  );
});

test('says that Python is too old', async () => {
  const old = await python('echo "AssertionError: 3.9.2" >&2; exit 1');
  await expect(installEmulator(dir, { python: old })).rejects.toThrow(
    /3\.10 or later[^]*AssertionError: 3\.9\.2/,
  );
});

test('says that python3-venv is missing', async () => {
  const bare = await python('case "$*" in *venv*) echo "No module named venv" >&2; exit 1;; esac');
  await expect(installEmulator(dir, { python: bare })).rejects.toThrow(
    /install python3-venv[^]*No module named venv/,
  );
});

test('says that the package index is out of reach', async () => {
  const offline = await python('');
  process.env['PIP_INDEX_URL'] = 'http://127.0.0.1:9/simple';
  process.env['PIP_RETRIES'] = '0';
  process.env['PIP_NO_CACHE_DIR'] = '1';
  try {
    await expect(installEmulator(dir, { python: offline })).rejects.toThrow(
      /is a Python package index reachable/,
    );
  } finally {
    delete process.env['PIP_INDEX_URL'];
    delete process.env['PIP_RETRIES'];
    delete process.env['PIP_NO_CACHE_DIR'];
  }
});

test('fills the environment with the base pip where ensurepip is missing, and does it once', async () => {
  const debian = await python(
    'case "$*" in "-m venv /"*) echo "ensurepip is not available" >&2; exit 1;; esac',
  );
  const installed = await installEmulator(dir, { python: debian });
  const version = execFileSync(installed, [
    '-c',
    'import importlib.metadata as m; print(m.version("ministack"))',
  ]);
  expect(version.toString().trim()).toBe('1.5.33');
  expect(existsSync(join(dir, 'venv/bin/pip'))).toBe(false);

  const { mtimeMs } = await stat(join(dir, 'venv/installed'));
  await installEmulator(dir, { python: debian });
  expect((await stat(join(dir, 'venv/installed'))).mtimeMs).toBe(mtimeMs);
});
