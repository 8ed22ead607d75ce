import { describe, expect, it } from 'vitest';

import { signV4 } from '../../../lib/probers/transport/http/sign-v4.ts';

/** The credentials and the moment of the test suite that AWS publishes for Signature Version 4. */
const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const SCOPE = { region: 'us-east-1', service: 'service', at: new Date('2015-08-30T12:36:00Z') };

const sign = (method: string, path: string, rest: object = {}) => {
  const request = { method, url: new URL(path, 'https://example.amazonaws.com'), headers: [], ...rest };
  return Object.fromEntries(signV4(request, CREDENTIALS, SCOPE));
};

describe('signV4', () => {
  it.each([
    ['GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'GET',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    // What is encoded on the wire is encoded once more: as the SDK of AWS signs it.
    ['GET', '/ሴ', '697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d'],
    ['GET', "/a%20b/c?q=x%20y'*&a=%2F", '75fb7c0ca1b3c1e8e6d66c65840afb274912f909651d00bccd9763fb0e83b059'],
  ])('gives %s %s the published signature', (method, path, signature) => {
    expect(sign(method, path)).toEqual({
      'X-Amz-Date': '20150830T123600Z',
      Authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    });
  });

  it('signs the body and the session token', () => {
    const withBody = sign('POST', '/', { body: Buffer.from('a') });
    expect(withBody['Authorization']).not.toBe(sign('POST', '/')['Authorization']);
    const request = { method: 'GET', url: new URL('https://example.amazonaws.com/'), headers: [] };
    const headers = signV4(request, { ...CREDENTIALS, sessionToken: 'session' }, { ...SCOPE, service: 's3' });
    expect(headers.map(([name]) => name)).toEqual([
      'X-Amz-Date',
      'X-Amz-Security-Token',
      'X-Amz-Content-Sha256',
      'Authorization',
    ]);
    expect(headers.at(-1)?.[1]).toContain(
      'SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token',
    );
  });
});
