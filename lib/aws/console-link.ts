import type { SnippetLine } from '../core/diagnosis/diagnosis.ts';

/** The console's host; regions of other partitions have another one. */
const consoleOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : `${region}.console.aws.amazon.com`;
};

/** The part behind `#` is encoded twice, with a dollar for the percent sign. */
const inFragment = (text: string): string => encoded(encoded(text.toWellFormed())).replaceAll('%', '$');

/** The apostrophe too, which ends an attribute. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27');

const AROUND_MS = 60_000;

/** Opens the log group around a line, its stream where it is known. A source in an ARN says its own region. */
export const logLink = ({ source, stream, timestamp }: SnippetLine, homeRegion: string): string => {
  // example: arn:aws:logs:eu-west-1:123456789012:log-group:/shop/app
  const arn = /^arn:[^:]+:logs:([^:]+):[^:]*:log-group:(.+?)(?::\*)?$/.exec(source);
  const [region, group] = [arn?.[1] ?? homeRegion, arn?.[2] ?? source];
  const at = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  const range = Number.isNaN(at) ? '' : `$3Fstart$3D${at - AROUND_MS}$26end$3D${at + AROUND_MS}`;
  const events = stream === undefined ? '' : `/${inFragment(stream)}`;
  return `https://${consoleOf(region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${inFragment(group)}/log-events${events}${range}`;
};
