import { describe, expect, it } from 'vitest';

import type { Check } from '../../../lib/core/check.ts';
import type { Edge } from '../../../lib/core/config/config.ts';
import { requestBody } from '../../../lib/probers/transport/http/request-body.ts';
import { configOf } from '../../support/config-of.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const BODY = '{"item":"tést"}';

const FILES = { 'ca.pem': PEM, 'parts/ca.pem': PEM, 'parts/order.json': BODY, 'parts/client.key': PEM };

const checkOf = (keys: string, edge: Edge = 'embedded', main = 'include: parts/shop.yaml'): Check => {
  const url = keys.includes('type:') ? '' : 'url: "https://example.com/", ';
  const shop = `checks: [{ name: shop, ${url}${keys} }]`;
  return configOf(main, { ...FILES, 'parts/shop.yaml': shop }, { edge }).checks[0]!;
};

const targetOf = (...args: Parameters<typeof checkOf>): Record<string, unknown> =>
  checkOf(...args).target as Record<string, unknown>;

describe('a file that a check names', () => {
  it.each([
    { keys: 'tls: { ca: ca.pem }', target: { tls: { ca: '/parts/ca.pem' } } },
    { keys: 'tls: { key: client.key }', target: { tls: { key: '/parts/client.key' } } },
    { keys: 'tls: { key: "${secret:shop#key}" }', target: { tls: { key: '${secret:shop#key}' } } },
    { keys: `tls: { ca: ${JSON.stringify(PEM)} }`, target: { tls: { ca: PEM } } },
    { keys: 'method: POST, body: { file: order.json }', target: { body: { file: '/parts/order.json' } } },
    {
      keys: 'type: steps, steps: [{ name: a, url: "https://example.com/", body: { file: order.json } }]',
      target: { steps: [{ body: { file: '/parts/order.json' } }] },
    },
    {
      keys: 'type: command, command: [df], cwd: sub',
      target: { cwd: '/parts/sub' },
    },
  ])('is sought beside the config that names it: $keys', ({ keys, target }) => {
    expect(targetOf(keys)).toMatchObject(target);
  });

  it('is sought beside the file of the defaults where those name it', () => {
    const main = 'include: parts/shop.yaml\ndefaults: { tls: { ca: ca.pem } }';
    expect(targetOf('tags: {}', 'embedded', main)).toMatchObject({ tls: { ca: '/ca.pem' } });
  });

  it('goes into the plan on AWS', async () => {
    const target = targetOf('tls: { ca: ca.pem }, method: POST, body: { file: order.json }', 'aws');
    expect(target).toMatchObject({ tls: { ca: PEM } });
    const { content } = await requestBody(target['body'] as never, async (text) => text);
    expect(content?.toString()).toBe(BODY);
  });

  it.each([
    ['tls: { ca: gone.pem }', 'embedded', 'tls.ca: file parts/gone.pem not found'],
    ['method: POST, body: { file: gone }', 'aws', 'body.file: file parts/gone not found'],
    ['tls: { ca: order.json }', 'aws', 'tls.ca: file parts/order.json holds no PEM'],
    [
      'tls: { key: client.key }',
      'aws',
      'tls.key: a key would be readable in the bundle of the functions, use ${secret:NAME#key} or ${ssm:/path}',
    ],
    [
      `tls: { key: ${JSON.stringify(PEM)} }`,
      'aws',
      'tls.key: a key would be readable in the bundle of the functions, use ${secret:NAME#key} or ${ssm:/path}',
    ],
  ] as const)('is missed with its place: %s, %s', (keys, edge, message) => {
    expect(() => checkOf(keys, edge)).toThrow(`checks[0].${message}`);
  });

  it('may not be larger than what every function can carry', () => {
    const shop = 'checks: [{ name: a, url: "https://example.com/", method: POST, body: { file: large } }]';
    expect(() => configOf(shop, { large: 'x'.repeat(65_537) }, { edge: 'aws' })).toThrow(
      'file large has 65537 bytes, and at most 65536 go into the plan',
    );
  });
});
