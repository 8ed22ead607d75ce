import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';

// ⨯ [TypeError: fetch failed] {,  ⚠ Unsupported metadata,  ✓ Ready in 512ms
const HEADER = /^ ?(⨯|⚠|✓|○|▲) {1,2}(.*)$/;
//   digest: '3227098399',
const DIGEST = /^\s{1,8}digest: '([\w@;-]{1,64})'/;

/** The console of a Next.js server: a sign for the level, no time. The digest is what the client was shown. */
export const next = defineLogFormat({
  id: 'next',
  title: 'Next.js',
  begins: ' ⨯⚠✓○▲',
  examples: [
    '⨯ [TypeError: fetch failed] {',
    ' ⚠ Unsupported metadata themeColor is configured',
    ' ✓ Ready in 512ms',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [sign, message] = groups;
    return { severity: SEVERITIES[sign] ?? 'info', message };
  },
  finish(lines) {
    const digest = lines.map((line) => DIGEST.exec(line)?.[1]).find((found) => found !== undefined);
    return digest === undefined ? undefined : { fields: { digest } };
  },
  requestIdFix:
    'export async function onRequestError(error, request) in instrumentation.ts, which logs request.headers["x-request-id"]',
});

const SEVERITIES: Readonly<Record<string, 'error' | 'warning'>> = { '⨯': 'error', '⚠': 'warning' };
