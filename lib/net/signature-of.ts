import { createHmac } from 'node:crypto';

import type { EpochMs } from '../core/time.ts';
import type { HttpMessage } from './post-once.ts';

/**
 * The header that lets a receiver trust a message: `t=<seconds>,v1=<hex of HMAC-SHA256 over "seconds.body">`. The time
 * is signed too, so that a receiver can refuse an old message that is sent again.
 */
export const signatureOf = (
  { body, signature }: HttpMessage,
  now: EpochMs,
): Readonly<Record<string, string>> => {
  if (!signature) return {};
  const seconds = Math.floor(now / 1000);
  const hex = createHmac('sha256', signature.secret).update(`${seconds}.${body}`).digest('hex');
  return { [signature.header]: `t=${seconds},v1=${hex}` };
};
