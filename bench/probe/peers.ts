import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Everything that the bench downloads or writes; ignored by git. */
export const CACHE = fileURLToPath(new URL('../.cache/probe/', import.meta.url));

/** Debian 12; unpacked, not installed, so the machine stays as it is and root is not needed. */
const DEBIAN: Readonly<Record<string, string>> = {
  'prometheus-blackbox-exporter': '0.23.0-4+b4',
  wrk: '4.1.0-3+b2',
  'libluajit-5.1-2': '2.1.0~beta3+git20220320+dfsg-4.1+deb12u1',
  'monitoring-plugins-basic': '2.3.3-5+deb12u2',
  curl: '7.88.1-10+deb12u15',
  nginx: '1.22.1-9+deb12u11',
};

const NPM: Readonly<Record<string, string>> = { got: '16.1.0', axios: '1.21.1', zod: '4.6.7' };

/** Where the peers are, and what could not be had. */
export interface Peers {
  readonly blackbox: string;
  readonly wrk: string;
  readonly checkHttp: string;
  readonly curl: string;
  readonly nginx: string;
  readonly npm: string;
  readonly libraries: string;
  readonly versions: readonly string[];
  readonly lacking: readonly string[];
}

/** Downloads the peers through the package clients, pinned, into the cache; a version that is gone is replaced by the current one, and named. */
export const installPeers = (): Peers => {
  const debian = join(CACHE, 'debian');
  mkdirSync(join(CACHE, 'debs'), { recursive: true });
  const lacking: string[] = [];
  const versions = Object.entries(DEBIAN).flatMap(([name, version]) => {
    try {
      return [`${name} ${unpack(name, version, debian)}`];
    } catch (error) {
      lacking.push(`${name}: ${reasonOf(error)}`);
      return [];
    }
  });
  const npm = installFromNpm();
  return {
    blackbox: join(debian, 'usr/bin/prometheus-blackbox-exporter'),
    wrk: join(debian, 'usr/bin/wrk'),
    checkHttp: join(debian, 'usr/lib/nagios/plugins/check_http'),
    curl: join(debian, 'usr/bin/curl'),
    nginx: join(debian, 'usr/sbin/nginx'),
    npm,
    libraries: join(debian, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`),
    versions: [...versions, ...Object.entries(NPM).map(([name, version]) => `${name} ${version}`)],
    lacking,
  };
};

const reasonOf = (error: unknown): string =>
  String(error instanceof Error ? error.message : error)
    .split('\n')
    .slice(0, 3)
    .join(' ');

const unpack = (name: string, pinned: string, into: string): string => {
  const folder = join(CACHE, 'debs', name);
  mkdirSync(folder, { recursive: true });
  const fetched = (): string | undefined => readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (fetched() === undefined) fetchPackage(name, pinned, folder);
  const file = fetched();
  if (file === undefined) throw new Error('apt-get download left no file');
  execFileSync('dpkg-deb', ['-x', join(folder, file), into]);
  // wrk_4.1.0-3+b2_amd64.deb
  return decodeURIComponent(file.split('_')[1] ?? '');
};

const fetchPackage = (name: string, pinned: string, folder: string): void => {
  const download = (what: string): void => {
    execFileSync('apt-get', ['download', '-qq', what], { cwd: folder, stdio: 'pipe' });
  };
  try {
    download(`${name}=${pinned}`);
  } catch {
    download(name);
  }
};

const installFromNpm = (): string => {
  const folder = join(CACHE, 'npm');
  const missing = Object.keys(NPM).some((name) => !existsSync(join(folder, 'node_modules', name)));
  if (missing) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: NPM }));
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: folder, stdio: 'pipe' });
  }
  return join(folder, 'node_modules');
};
