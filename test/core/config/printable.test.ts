import { describe, expect, it } from 'vitest';

import { printable } from '../../../lib/core/config/printable.ts';
import { configOf } from '../../support/config-of.ts';

describe('a config that is printed', () => {
  it('tells no secret, wherever it came from', () => {
    const config = configOf(
      `
checks:
  - name: a
    url: https://example.com/\${ssm:/path}
    headers: { Authorization: "Bearer \${env:TOKEN}", X-Team: shop }
    auth: { bearer: "\${env:TOKEN}" }
notifiers:
  one: { type: slack, webhook: "https://hooks.example.com/\${env:TOKEN}" }
`,
      {},
      { env: { TOKEN: 'hunter2' } },
    );
    expect(JSON.stringify(config)).toContain('hunter2');
    const shown = JSON.stringify(printable(config));
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('https://example.com/***');
    expect(shown).toContain('"Authorization":"***"');
    expect(shown).toContain('"type":"slack"');
  });

  it('keeps everything else', () => {
    const config = configOf('checks: [{ name: a, url: https://example.com/ }]');
    expect(printable(config)).toEqual(config);
  });
});
