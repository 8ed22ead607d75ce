import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from '../harness/process.ts';
import { HOST_NAMES } from './addresses.ts';
import { atEnd, once } from '../harness/shared.ts';

/** The Unix user that applications run as, so that a mode or an owner can keep them out. */
export const APP_USER = 'shop';

const HOSTS = '/etc/hosts';
const HOSTS_MARK = '# whydown backing';

/** Where the backing servers keep their data; apart from `/srv/shop`, which is emptied for each case. */
export const BACKING_DIR = '/srv/shop-backing';

/** Brings the user, the names and the folders that every stack needs; does nothing if they are there. */
export const prepareMachine = () =>
  once('backing machine', async () => {
    mkdirSync(BACKING_DIR, { recursive: true, mode: 0o755 });
    const known = await sh('id', [APP_USER]).then(
      () => true,
      () => false,
    );
    if (!known)
      await sh('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', APP_USER]);
    forgetNames();
    const lines = Object.entries(HOST_NAMES).map(
      ([address, names]) => `${address} ${names.join(' ')} ${HOSTS_MARK}`,
    );
    appendFileSync(HOSTS, `${lines.join('\n')}\n`);
    atEnd(forgetNames);
  });

const forgetNames = (): void => {
  const kept = readFileSync(HOSTS, 'utf8')
    .split('\n')
    .filter((line) => !line.endsWith(HOSTS_MARK));
  writeFileSync(HOSTS, kept.join('\n'));
};

/** Installs Debian packages that are not there yet. */
export const needPackages = async (programs: Readonly<Record<string, string>>): Promise<void> => {
  const missing = Object.entries(programs).flatMap(([file, name]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  const options = ['-o', 'DPkg::Lock::Timeout=900', 'install', '-y', '--no-install-recommends'];
  await sh('apt-get', [...options, ...missing], { maxBuffer: 1 << 26 });
};

/** Copies an installed folder to a neutral place, for stack traces print where a module lies. */
export const copyTo = (from: string, to: string): void => {
  const stamp = join(to, '.whydown-lab');
  if (existsSync(stamp)) return;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  appendFileSync(stamp, 'copied\n');
};
