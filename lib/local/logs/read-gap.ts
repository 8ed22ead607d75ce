import type { Gap } from '../../core/diagnosis/diagnosis.ts';

/** What to do about a file that cannot be read, by errno. */
const FIXES: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: () => 'correct the path in diagnose.components, or turn the logging on',
  EACCES: (path) =>
    `let the user that runs whydown read it: setfacl -m u:$(id -un):r ${path}, or add the user to the group that ` +
    'owns it: adduser $(id -un) adm',
  EPERM: () => 'let the user that runs whydown read it',
  EISDIR: (path) => `name the files in it: ${path}/*.log`,
  EMFILE: () => 'raise the limit of open files: ulimit -n 4096',
};

/** A file that could not be read, as a gap. */
export const readGap = (path: string, error: unknown): Gap => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const fix = code === undefined ? undefined : FIXES[code]?.(path);
  return {
    missing: `file ${path}: ${code === undefined || message.startsWith(code) ? message : `${code}: ${message}`}`,
    ...(fix !== undefined && { fix }),
  };
};
