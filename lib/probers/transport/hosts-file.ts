import { readFile } from 'node:fs/promises';

/** Editing it takes effect within this time; reading it for every probe would cost more than the probe's own name query. */
const FRESH_MS = 5_000;

const PATH = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

type Hosts = ReadonlyMap<string, readonly string[]>;

let known: { readonly at: number; readonly hosts: Promise<Hosts> } | undefined;

/** The addresses that the hosts file gives a name; empty when it gives none. */
export const hostsFileAddresses = async (name: string): Promise<readonly string[]> => {
  const now = performance.now();
  if (!known || now - known.at > FRESH_MS)
    known = { at: now, hosts: readFile(PATH, 'utf8').then(parseHosts, () => new Map()) };
  return (await known.hosts).get(name.toLowerCase()) ?? [];
};

/** Reads the text of a hosts file: an address, then its names, per line. */
export const parseHosts = (text: string): Hosts => {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    for (const name of names.map((each) => each.toLowerCase()))
      hosts.set(name, [...(hosts.get(name) ?? []), address]);
  }
  return hosts;
};
