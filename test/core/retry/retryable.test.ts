import { describe, expect, it } from 'vitest';

import type { Failure, FailureKind } from '../../../lib/core/probe/failure.ts';
import { isRetryable } from '../../../lib/core/retry/retryable.ts';
import { retryPolicy } from '../../support/probe-check.ts';

const failure = (kind: FailureKind, code?: string): Failure => ({ kind, message: '', ...(code && { code }) });

describe('isRetryable', () => {
  it.each<[FailureKind, string | undefined, boolean]>([
    ['dns', 'ENOTFOUND', true],
    ['connect', 'ECONNREFUSED', true],
    ['connect', 'ADDRESS_REFUSED', false],
    ['reset', 'ECONNRESET', true],
    ['timeout', 'TIMEOUT', true],
    ['status', '408', true],
    ['status', '429', true],
    ['status', '500', true],
    ['status', '503', true],
    ['status', '501', false],
    ['status', '400', false],
    ['status', '404', false],
    ['tls', 'CERT_HAS_EXPIRED', false],
    ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER', false],
    ['assertion', undefined, false],
    ['protocol', 'HPE_INVALID_CONSTANT', false],
    ['prober', 'THROWN', false],
  ])('of %s %s is %s by default', (kind, code, expected) => {
    expect(isRetryable(failure(kind, code), retryPolicy())).toBe(expected);
  });

  it.each<[readonly string[], Failure, boolean]>([
    [['tls'], failure('tls', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'), true],
    [['tls'], failure('tls', 'CERT_HAS_EXPIRED'), false],
    [['tls'], failure('tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'), false],
    [['tls'], failure('tls', 'ERR_TLS_CERT_ALTNAME_INVALID'), false],
    [['tls'], failure('tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'), false],
    [['status'], failure('status', '502'), true],
    [['status'], failure('status', '404'), false],
    [['404'], failure('status', '404'), true],
    [[], failure('connect'), false],
  ])('with retryOn %j of %j is %s', (retryOn, given, expected) => {
    expect(isRetryable(given, { retryOn })).toBe(expected);
  });
});
