import { inAppFrameOf } from './chain.ts';
import type { Remedy } from '../diagnosis/diagnosis.ts';
import type { LogRecord } from '../logs/record.ts';
import type { RemedyFacts } from './rule.ts';

/** `/srv/shop/views.py:21 (products)`, the place in the application's own code; undefined where no frame shows it. */
export const placeOf = ({ exception }: LogRecord): string | undefined => {
  const frame = exception ? inAppFrameOf(exception) : undefined;
  if (!frame) return undefined;
  const where = frame.line === undefined ? frame.file : `${frame.file}:${frame.line}`;
  return frame.function ? `${where} (${frame.function})` : where;
};

/** The latest change before the failure, to be rolled back; none where nothing changed. */
export const rollBack = ({ changes }: RemedyFacts): readonly Remedy[] => {
  const latest = changes.toSorted((one, other) => other.at - one.at)[0];
  if (!latest) return [];
  return [
    {
      action: `roll back ${latest.what} of ${latest.component}, the latest change before the failure`,
      ...(latest.rollBack ? { verify: latest.rollBack } : {}),
    },
  ];
};

/** A word for a shell command; what a log says must not become a command of its own. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** `nc -vz db.internal 5432`. */
export const reach = (host: string | undefined, port: string | undefined): string | undefined =>
  host && port ? `nc -vz ${shellWord(host)} ${shellWord(port)}` : undefined;

/** A remedy, with its check where there is one. */
export const remedyOf = (action: string, verify?: string): Remedy => ({
  action,
  ...(verify ? { verify } : {}),
});
