import type { Failure } from '../../../core/probe/failure.ts';
import type { Phase } from '../../../core/probe/observation.ts';
import { errorToFailure } from '../error-to-failure.ts';

const UNSENDABLE: ReadonlySet<string> = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]);

/** What undici's errors mean, by message where the code is that of every lost socket. */
const PROTOCOL: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  UND_ERR_HEADERS_OVERFLOW: { code: 'HEADER_OVERFLOW', message: 'more than 64 KiB of headers' },
  // undici looks at the declared length before it asks why a head does not parse.
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    code: 'BAD_HTTP',
    message: 'head with a Content-Length does not match the HTTP/1.1 protocol',
  },
  'bad upgrade': {
    code: 'UNASKED_UPGRADE',
    message: 'answer switches to a protocol that nobody asked for',
  },
  'bad response': {
    code: 'UNASKED_ANSWER',
    message: 'answer to what was not asked: 100 Continue, or one before the request',
  },
};

/** Why there is no answer: from undici's error before the end of the head. */
export const headFailure = (error: NodeJS.ErrnoException, phase: Phase): Failure => {
  const { code = '', message } = error;
  if (UNSENDABLE.has(code))
    return { kind: 'prober', code: 'BAD_REQUEST', message: `request cannot be sent: ${message}` };
  const known = PROTOCOL[code] ?? PROTOCOL[message] ?? (isUnparsable(error) ? badHttp(error) : undefined);
  if (known) return { kind: 'protocol', ...known, phase };
  return isClosing(error)
    ? { kind: 'reset', code: 'ECONNRESET', message: 'connection closed before an answer', phase }
    : errorToFailure(error, phase);
};

/** Why a body broke off: from undici's error after the head. */
export const bodyFailure = (error: NodeJS.ErrnoException): Failure => {
  if (isClosing(error)) return brokenOff('reset', { code: 'ECONNRESET', message: 'connection closed' });
  if (isUnparsable(error)) return brokenOff('protocol', badHttp(error));
  const known = PROTOCOL[error.code ?? ''];
  return known ? brokenOff('protocol', known) : brokenOff('reset', error);
};

/** A body that did not come to its end. */
export const brokenOff = (
  kind: 'reset' | 'protocol',
  { code = 'ECONNRESET', message }: { readonly code?: string | undefined; readonly message: string },
): Failure => ({ kind, code, message: `body broke off: ${message}`, phase: 'transfer' });

/** Of undici's code for parse errors, `HPE_…`, nothing is left in version 8; its message says what it is. */
const badHttp = ({ message }: Error) => ({ code: 'BAD_HTTP', message });

const isUnparsable = ({ name }: Error): boolean => name === 'HTTPParserError';

/** How undici says that the peer closed: between two messages, before the length was reached, within a chunk. */
const isClosing = ({ code, message }: NodeJS.ErrnoException): boolean =>
  code === 'UND_ERR_SOCKET' ||
  code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
  message === 'other side closed' ||
  message.includes('Invalid EOF state');
