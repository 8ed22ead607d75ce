import { sh } from './process.ts';

/** Installs Debian packages that are missing; waits for another installation to end. Needs root. */
export const installDebian = async (packages: readonly string[]): Promise<void> => {
  const missing: string[] = [];
  for (const name of packages) {
    const known = await sh('dpkg-query', ['-W', '-f', '${Status}', name]).catch(() => ({ stdout: '' }));
    if (!known.stdout.includes('install ok installed')) missing.push(name);
  }
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(
      `the packages ${missing.join(' ')} are missing and only root can install them: sudo apt-get install ${missing.join(' ')}`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lock = ['-o', 'DPkg::Lock::Timeout=900'];
  await sh('apt-get', [...lock, 'update', '-q'], { env, maxBuffer: 1e8 });
  await sh('apt-get', [...lock, 'install', '-y', '-q', '--no-install-recommends', ...missing], {
    env,
    maxBuffer: 1e8,
  });
};

/** The version that dpkg knows, for example `15.18-0+deb12u1`. */
export const debianVersion = async (name: string): Promise<string> =>
  (await sh('dpkg-query', ['-W', '-f', '${Version}', name])).stdout;
