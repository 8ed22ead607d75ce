import { capture } from '../capture.ts';
import { isPerlCall, isPerlDie, parsePerlDie } from '../exceptions/perl-die.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import { parseSeverity } from '../severity.ts';

// [2026-11-22 10:00:00.12345] [4711] [error] [abcd1234] Can't call method "price" on an undefined value at /srv/shop/app.pl line 7.
const MOJO =
  /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6})\] \[(\d{1,10})\] \[(trace|debug|info|warn|error|fatal)\] (?:\[([\w-]{6,32})\] )?(.*)$/;

/** What Perl programs say when they die, and the log of Mojolicious. */
export const perl = defineLogFormat({
  id: 'perl',
  title: 'Perl and Mojolicious',
  begins: '[',
  examples: [
    `Can't call method "price" on an undefined value at /srv/shop/app.pl line 7.`,
    '[2026-11-22 10:00:00.12345] [4711] [error] [abcd1234] no stock at /srv/shop/lib/Shop/Cart.pm line 12.',
  ],
  header(line) {
    const groups = capture(MOJO, line);
    if (groups === undefined) return undefined;
    const [time, pid, level, id, message] = groups;
    return {
      ...parseTime(time),
      ...present({ severity: parseSeverity(level) }),
      writer: id === '' ? `pid:${pid}` : `tag:${id}`,
      ids: id === '' ? [] : [id],
      message,
    };
  },
  starts: isPerlDie,
  continues: isPerlCall,
  mark: / line \d/,
  exception: parsePerlDie,
  requestIdFix:
    "$app->hook(before_dispatch => sub ($c) { $c->req->request_id($c->req->headers->header('X-Request-ID')) })",
});
