import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';

// App 4711 output: Traceback (most recent call last):, App 4711 stderr: app.rb:3:in `total': undefined method
const OUTPUT = /^App (\d{1,10}) (?:output|stdout|stderr): ?(.*)$/;

/** Phusion Passenger puts the process before every line that an application prints. */
export const passenger = defineLogFormat({
  id: 'passenger',
  title: 'Phusion Passenger',
  wraps: true,
  begins: 'A',
  examples: [
    'App 4711 output: Traceback (most recent call last):',
    "App 4711 stderr: app.rb:3:in `total': undefined method `price' for nil:NilClass (NoMethodError)",
  ],
  header(line) {
    const groups = capture(OUTPUT, line);
    if (groups === undefined) return undefined;
    const [pid, message] = groups;
    return { writer: `app:${pid}`, message, inner: [message], continues: true };
  },
  requestIdFix:
    'passenger_set_header X-Request-ID $request_id, and the same id in the log of the application',
});
