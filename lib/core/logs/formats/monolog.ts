import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';

// [2026-11-22 10:06:06] production.ERROR: SQLSTATE[HY000] [2002] Connection refused {"userId":42}
const HEADER =
  /^\[(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?)\] ([\w-]{1,64})\.(DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): (.*)$/;

/** Monolog's line formatter, as Laravel and Symfony configure it. */
export const monolog = defineLogFormat({
  id: 'monolog',
  title: 'Monolog (Laravel, Symfony)',
  begins: '[',
  examples: [
    '[2026-11-22 10:06:06] production.ERROR: SQLSTATE[HY000] [2002] Connection refused {"userId":42}',
    '[2026-11-22T10:06:06.123456+00:00] request.CRITICAL: Uncaught PHP Exception RuntimeException: "boom" at Orders.php line 7 {"exception":"[object] (RuntimeException(code: 0): boom at /app/Orders.php:7)"} []',
  ],
  header(line) {
    const match = HEADER.exec(line);
    if (match === null) return undefined;
    const severity = parseSeverity(match[3]);
    return {
      ...parseTime(match[1] ?? ''),
      ...(severity === undefined ? {} : { severity }),
      logger: match[2] ?? '',
      message: match[4] ?? '',
    };
  },
  requestIdFix:
    "Log::withContext(['request_id' => $request->header('X-Request-ID')]) in a Laravel middleware; a processor with WebProcessor::addExtraField('request_id', 'HTTP_X_REQUEST_ID') in Symfony",
});
