import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const ask = (text: string) => diagnose(evidenceOf(text), { formats: LOG_FORMATS, rules: CAUSE_RULES }).cause;

const ID = '6b0e69018cb8b0e942e001b21936f7c1';

describe('an error that is logged without a stack', () => {
  it.each([
    `E1201 06:28:17.220931    1337 main.go:50] "request failed" err="anchor: permission denied by the harbour master" requestID="${ID}" path="/anchor"`,
    `{"level":"error","error":"stove 3: connection refused by the pan, too many connections of gas","request_id":"${ID}","path":"/burnt","time":"2026-12-01T05:02:50.506Z","message":"request failed"}`,
    `{"time":"2026-12-01T06:28:02.975Z","id":"${ID}","method":"GET","uri":"/bookings","status":500,"error":"basket 42 has no owner"}`,
    `[2026-12-01 05:28:30.26653] [24687] [error] [${ID}] reader 7 was refused: access denied to the reading room`,
    `time="2026-12-01T05:26:32Z" level=error msg="request failed" error="the guest list is closed" request_id=${ID}`,
  ])('is the cause, in its own words: %s', (line) => {
    expect(ask(line)).toMatchObject({
      id: 'code.exception',
      component: 'self',
      summary: expect.stringMatching(/^the application says: /),
    });
  });

  it.each([
    `2026-11-25 02:34:45,729 ERROR django.request [${ID}] Internal Server Error: /legacy`,
    `{"level":"error","request_id":"${ID}","path":"/orders","status":500,"msg":"request failed"}`,
    `{"time":"2026-12-01T06:28:22.240Z","id":"${ID}","method":"GET","uri":"/quiet","status":500,"error":""}`,
    `time="2026-12-01T05:26:32Z" level=error msg="GET /orders/7 failed with status 500" error="internal error" request_id=${ID}`,
    `[2026-12-01 05:28:30.26653] [24687] [error] [${ID}] something went wrong, please try again later`,
    '127.0.0.1 - - [25/Nov/2026:03:45:21 +0000] "GET / HTTP/1.1" 500 48 "-" "the guest list is closed"',
  ])('is none where it only says that something failed: %s', (line) => {
    expect(ask(line)).toBeNull();
  });
});
