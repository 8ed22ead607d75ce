import type { LogFormat } from '../logs/format.ts';
import type { LogRecord } from '../logs/record.ts';

/** The line of configuration that adds request ids: that of the software which wrote `first`, else of the one that wrote most. */
export const requestIdFix = (
  first: LogRecord | undefined,
  records: readonly LogRecord[],
  formats: readonly LogFormat[],
): string | undefined => {
  const fixes = new Map(formats.map(({ id, requestIdFix: fix }) => [id, fix]));
  const fixOf = ({ format, exception }: LogRecord): string | undefined =>
    fixes.get(format) ?? fixes.get(exception?.format ?? '');
  const own = first && fixOf(first);
  if (own) return own;
  const counts = [...Map.groupBy(records, fixOf)].filter(([fix]) => fix !== undefined);
  return counts.sort(([, one], [, other]) => other.length - one.length)[0]?.[0];
};
