import type { Failure } from '../probe/failure.ts';
import type { RetryPolicy } from './policy.ts';

/**
 * Whether a failure is worth another attempt: its status code or its kind is in `retryOn`. A bare `status` stands for
 * the answers that say "later"; other 4xx must be named. A refused certificate or address
 * is refused the next time too.
 */
export const isRetryable = (failure: Failure, { retryOn }: Pick<RetryPolicy, 'retryOn'>): boolean => {
  if (failure.code === 'ADDRESS_REFUSED') return false;
  if (failure.kind === 'tls' && isCertificateError(failure)) return false;
  if (failure.kind !== 'status') return retryOn.includes(failure.kind);
  const code = failure.code ?? '';
  return retryOn.includes(code) || (retryOn.includes('status') && LATER.test(code));
};

// 503 · 429
const LATER = /^(?:5\d\d|408|425|429)$/;

// CERT_HAS_EXPIRED · DEPTH_ZERO_SELF_SIGNED_CERT · ERR_TLS_CERT_ALTNAME_INVALID · UNABLE_TO_VERIFY_LEAF_SIGNATURE
const CERTIFICATE =
  /CERT|UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)|CRL|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH/;

/** Whether TLS failed for the certificate, and not on the way. */
const isCertificateError = ({ code = '' }: Failure): boolean => CERTIFICATE.test(code);
