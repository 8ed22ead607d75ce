import type { Failure } from '../../core/probe/failure.ts';
import type { Phase } from '../../core/probe/observation.ts';

const RESETS: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Our own limits, on the way out: file descriptors, memory, ephemeral ports. */
const OURS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL']);

/** The type of an error of the network, from its code and the phase in which it came. */
export const errorToFailure = (error: unknown, phase: Phase | undefined): Failure => {
  const { code, message } = asSystemError(error);
  const rest = { ...(code !== '' && { code }), message, ...(phase && { phase }) };
  if (OURS.has(code)) return { kind: 'prober', ...rest };
  if (code === 'ETIMEDOUT') return { kind: 'timeout', ...rest };
  if (phase === 'dns') return { kind: 'dns', ...rest };
  if (phase === 'connect') return { kind: 'connect', ...rest };
  if (phase === 'tls' && !RESETS.has(code)) return { kind: 'tls', ...rest };
  return { kind: RESETS.has(code) ? 'reset' : 'protocol', ...rest };
};

const asSystemError = (error: unknown): { readonly code: string; readonly message: string } => {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const { code = '' } = error as NodeJS.ErrnoException;
  const message = WORDS[code] ?? sslWords(code) ?? error.message;
  return { code, message: message.trim().slice(0, MAX_MESSAGE) };
};

const MAX_MESSAGE = 300;

/** What c-ares' codes mean; its messages name the call, not the reason. */
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'name does not exist (NXDOMAIN)',
  ENODATA: 'name has no such record (NODATA)',
  ESERVFAIL: 'name server failed (SERVFAIL)',
  EREFUSED: 'name server refused the query (REFUSED)',
  ETIMEOUT: 'no answer from the name server',
  EFORMERR: 'name server did not understand the query (FORMERR)',
  EBADRESP: 'name server sent a malformed answer',
  EBADNAME: 'not a valid name',
};

/** OpenSSL's own messages carry addresses and source lines; the code says the same in words. */
const sslWords = (code: string): string | undefined => {
  // ERR_SSL_WRONG_VERSION_NUMBER
  if (!code.startsWith('ERR_SSL_')) return undefined;
  const words = code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ');
  return words.includes('wrong version number') || words.includes('packet length too long')
    ? `${words}: what answers does not speak TLS`
    : `TLS: ${words}`;
};
