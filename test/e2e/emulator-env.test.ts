import { expect, test } from 'vitest';
import { assertLoopback, emulatorEnv } from './emulator-env.ts';

const address = { endpoint: 'https://127.0.0.1:1', region: 'eu-central-1', caFile: '/ca', homeDir: '/home' };

test.each(['https://127.0.0.1:4566', 'http://localhost:1', 'http://[::1]:4566', 'https://127.8.9.1'])(
  'accepts %s',
  (endpoint) => expect(() => assertLoopback(endpoint)).not.toThrow(),
);

test.each([
  undefined,
  '',
  'nonsense',
  'https://sqs.eu-central-1.amazonaws.com',
  'https://10.0.0.1',
  'https://127.0.0.1.example.com',
  'https://localhost.example.com',
  'https://127.0.0.1@example.com',
])('refuses %s', (endpoint) => {
  expect(() => assertLoopback(endpoint)).toThrow(/expected a loopback address/);
  expect(() => emulatorEnv({ ...address, endpoint: endpoint ?? '' })).toThrow(/expected a loopback address/);
});

test('hands down no profile, credential, endpoint or proxy', () => {
  const person = {
    PATH: '/bin',
    AWS_PROFILE: 'production',
    AWS_SESSION_TOKEN: 'secret',
    AWS_ENDPOINT_URL_SQS: 'https://sqs.eu-central-1.amazonaws.com',
    HTTPS_PROXY: 'http://proxy:3128',
    NODE_OPTIONS: '--inspect',
  };
  const env = emulatorEnv(address, person);
  expect(env).toMatchObject({ PATH: '/bin', AWS_ENDPOINT_URL: address.endpoint, HOME: '/home' });
  expect(Object.keys(person).filter((name) => name in env)).toEqual(['PATH']);
});
