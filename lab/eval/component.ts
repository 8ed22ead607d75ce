/** Words for one thing: the labels of the lab and the engine name them alike but for these. */
const SAME: Readonly<Record<string, string>> = {
  mariadb: 'mysql',
  https: 'http',
  folder: 'file',
  fs: 'file',
};

interface Parts {
  readonly kind: string;
  readonly name: string;
  readonly port: string;
}

const partsOf = (component: string): Parts => {
  const spaced = component.replace(/^aws:/, 'aws ');
  const [kind = '', ...rest] = spaced.split(' ');
  const name = rest.join(' ');
  const port = kind === 'file' ? '' : (/:(\d{1,5})$/.exec(name)?.[1] ?? '');
  return { kind: SAME[kind] ?? kind, name: port ? name.slice(0, -port.length - 1) : name, port };
};

/** Parts of the application itself: a label may name the file or module, or say `self`. */
const OWN = new Set([
  'self',
  'file',
  'port',
  'handler',
  'module',
  'class',
  'template',
  'name',
  'dependency',
  'script',
  'app',
]);

/**
 * Whether the engine named what failed. What the logs do not hold (a host that no message prints) need not be named;
 * what is named must be right.
 */
export const isSameComponent = (label: string, answer: string, logText: string): boolean => {
  const wanted = partsOf(label);
  const given = partsOf(answer);
  if (wanted.kind === 'self') return OWN.has(given.kind);
  if (wanted.kind !== given.kind) {
    // A pool does not say which database stands behind it; `database` is right then, and says less.
    const isVague =
      given.kind === 'database' && DATASTORES.has(wanted.kind) && !new RegExp(wanted.kind, 'i').test(logText);
    if (!isVague && !(OWN.has(wanted.kind) && OWN.has(given.kind))) return false;
  }
  return nameFits(wanted, given, logText);
};

const DATASTORES = new Set(['postgres', 'mysql', 'redis', 'mongodb']);

const ADDRESS = /^[\d.]+$|^[\da-f]*:[\da-f:]+$/;

const bare = (name: string): string => (name.length > 1 ? name.replace(/\/$/, '') : name);

const nameFits = (wanted: Parts, given: Parts, logText: string): boolean => {
  const isPrinted = logText.includes(wanted.name) && logText.includes(wanted.port);
  // Where only the address is printed, the address is the name.
  if (!isPrinted && ADDRESS.test(given.name) && logText.includes(given.name)) return true;
  if (given.name !== '' && wanted.name !== '' && bare(given.name) !== bare(wanted.name)) return false;
  if (given.port !== '' && wanted.port !== '' && given.port !== wanted.port) return false;
  return given.name !== '' || wanted.name === '' || !isPrinted;
};
