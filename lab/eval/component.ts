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
const OWN = new Set(['self', 'file', 'module', 'class', 'template', 'name', 'dependency', 'script', 'app']);

/**
 * Whether the engine named what failed. What the logs do not hold (a host that no message prints) need not be named;
 * what is named must be right.
 */
export const isSameComponent = (label: string, answer: string, logText: string): boolean => {
  const wanted = partsOf(label);
  const given = partsOf(answer);
  if (wanted.kind === 'self') return OWN.has(given.kind);
  if (wanted.kind === 'upstream' || given.kind === 'upstream')
    return wanted.kind === given.kind || wanted.kind === 'app' || given.kind === 'self'
      ? nameFits(wanted, given, logText)
      : false;
  if (wanted.kind !== given.kind && !(OWN.has(wanted.kind) && OWN.has(given.kind))) return false;
  return nameFits(wanted, given, logText);
};

const nameFits = (wanted: Parts, given: Parts, logText: string): boolean => {
  if (given.name !== '' && wanted.name !== '' && given.name !== wanted.name) return false;
  if (given.port !== '' && wanted.port !== '' && given.port !== wanted.port) return false;
  return given.name !== '' || wanted.name === '' || !logText.includes(wanted.name);
};
