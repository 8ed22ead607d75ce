import { describe, expect, it } from 'vitest';

import { logLink } from '../../lib/aws/console-link.ts';

const line = (source: string, more = {}) => ({ source, line: 1, text: '', role: 'cause' as const, ...more });

describe('the link to log lines', () => {
  it.each([
    [
      line('/aws/lambda/orders'),
      'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Forders/log-events',
    ],
    [
      line('/a', { stream: '2026/11/25/[$LATEST]0a', timestamp: '2026-11-25T03:58:31.000Z' }),
      'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Fa/log-events/2026$252F11$252F25$252F$255B$2524LATEST$255D0a$3Fstart$3D1795579051000$26end$3D1795579171000',
    ],
    [
      line('arn:aws:logs:us-west-2:123456789012:log-group:/shop/app:*'),
      'https://us-west-2.console.aws.amazon.com/cloudwatch/home?region=us-west-2#logsV2:log-groups/log-group/$252Fshop$252Fapp/log-events',
    ],
  ])('of %j opens group, stream and time', (snippetLine, url) => {
    expect(logLink(snippetLine, 'eu-central-1')).toBe(url);
  });

  it.each([
    ['cn-north-1', 'https://console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/'],
  ])('in %s leads to the console of its partition', (region, host) => {
    expect(logLink(line('/a'), region).startsWith(host)).toBe(true);
  });

  it('is one address without quotes or spaces, whatever the names are', () => {
    expect(logLink(line('a b"\'<>', { stream: '"><\uD800' }), 'eu-central-1')).not.toMatch(/["'<>\s]/);
  });
});
