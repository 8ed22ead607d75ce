import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';

import type { Failure } from '../../core/probe/failure.ts';
import { beginDial, connectOptions, ignore, type Peer } from './dial.ts';
import { errorToFailure } from './error-to-failure.ts';
import { done, failed, type Outcome } from './outcome.ts';
import { peerIdentity, type PeerIdentity } from './peer-identity.ts';
import { contextFor, type ContextOptions } from './secure-context.ts';
import { keepSession, sessionOf } from './tls-sessions.ts';
import type { Trace } from './trace.ts';

/** How to speak TLS; secrets are filled in. */
export interface SecureOptions extends ContextOptions {
  /** The name to ask for and to verify; the host of the target when it is left out. */
  readonly serverName: string;
  readonly alpn: readonly string[];
  /** Goes on with a certificate that does not verify. */
  readonly insecure?: boolean | undefined;
  /** Takes up a session that an earlier probe left, in place of a full handshake. */
  readonly resume?: boolean | undefined;
}

/** Does the handshake over a connection; the certificate is seen even when it is refused. */
export const secure = (socket: Socket, options: SecureOptions, trace: Trace): Promise<Outcome<TLSSocket>> => {
  trace.begin('tls');
  return handshake({ socket, port: socket.remotePort ?? 0 }, options, trace);
};

/** Connects and does the handshake in one socket: another one around it would cost a twentieth of the probe. */
export const dialSecure = (peer: Peer, options: SecureOptions, trace: Trace): Promise<Outcome<TLSSocket>> => {
  const refused = beginDial(peer, trace);
  return refused ? Promise.resolve(failed(refused)) : handshake(peer, options, trace);
};

/** The connection that is there, or where to make one. */
type Over = Peer | { readonly socket: Socket; readonly port: number };

const handshake = (over: Over, options: SecureOptions, trace: Trace): Promise<Outcome<TLSSocket>> =>
  new Promise((resolve) => {
    const begun = beginHandshake(over, options);
    if (!begun.ok) {
      if ('socket' in over) over.socket.destroy();
      return resolve(begun);
    }
    const { tls } = begun.value;
    const giveUp = (failure: Failure): void => {
      tls.destroy();
      resolve(failed(failure));
    };
    const onError = (error: Error): void => giveUp(errorToFailure(error, trace.phase ?? 'tls'));
    const onClose = (): void => giveUp(HUNG_UP);
    trace.onExpire(giveUp);
    // Before Node's own listener, which makes the keys.
    if (!('socket' in over)) tls.prependOnceListener('connect', () => trace.begin('tls'));
    tls.once('error', onError);
    tls.once('close', onClose);
    tls.once('secureConnect', () => {
      trace.end();
      tls.off('error', onError);
      tls.off('close', onClose);
      tls.on('error', ignore);
      const refused = judge(begun.value, options, trace);
      if (refused && !options.insecure) return giveUp(refused);
      if (refused) trace.see({ unverified: refused.code ?? refused.message });
      resolve(done(tls));
    });
  });

/** The peer hangs up in the middle of the handshake: there is no error then. */
const HUNG_UP: Failure = {
  kind: 'reset',
  code: 'ECONNRESET',
  message: 'connection closed during the TLS handshake',
  phase: 'tls',
};

interface Begun {
  readonly tls: TLSSocket;
  readonly context: SecureContext;
  /** `name:port`, for sessions. */
  readonly target: string;
  /** The peer, once it is verified. */
  trusted: PeerIdentity | undefined;
}

/** Verification is judged by us, after the handshake: else a refused certificate could not be shown. Nothing is sent before. */
const beginHandshake = (over: Over, options: SecureOptions): Outcome<Begun> => {
  const { serverName, alpn } = options;
  const target = `${serverName}:${over.port}`;
  try {
    const context = contextFor(options);
    const kept = options.resume ? sessionOf(context, target) : undefined;
    const tls = connect({
      ...('socket' in over ? { socket: over.socket, host: serverName } : connectOptions(over)),
      // RFC 6066: an address is not a server name.
      ...(isIP(serverName) === 0 && { servername: serverName }),
      ...(kept && { session: kept.session }),
      ALPNProtocols: [...alpn],
      secureContext: context,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    if (!('socket' in over)) over.intake?.of(tls);
    // Node takes the whole chain apart for `checkServerIdentity`, which looks at nothing here.
    tls.getPeerCertificate = noCertificate;
    const begun: Begun = { tls, context, target, trusted: undefined };
    // Of TLS 1.3 it comes after the handshake, and may come several times. Node asks for it if there is a listener by now.
    if (options.resume) tls.on('session', (session: Buffer) => keep(begun, session));
    return done(begun);
  } catch (error) {
    // A key that is no key, an authority that is no certificate.
    return failed({ ...errorToFailure(error, 'tls'), kind: 'prober' });
  }
};

const noCertificate = (): never => EMPTY as never;
const EMPTY = {};

/** Sees what the peer showed, and says why it is refused, if it is. */
const judge = (begun: Begun, options: SecureOptions, trace: Trace): Failure | undefined => {
  const { tls, context, target } = begun;
  const { serverName, ca, resume } = options;
  const resumed = tls.isSessionReused();
  const identity = resumed
    ? sessionOf(context, target)?.identity
    : peerIdentity(tls, { serverName, context, ca });
  if (identity) trace.see({ certificate: identity.certificate });
  if (resume) trace.see({ values: { tlsSession: resumed ? 'resumed' : 'full' } });
  const refused = refusal(tls, identity?.error);
  if (!refused) begun.trusted = identity;
  return refused;
};

const keep = ({ context, target, trusted }: Begun, session: Buffer): void => {
  if (trusted) keepSession(context, target, { session, identity: trusted });
};

const refusal = (tls: TLSSocket, wrongName: Error | undefined): Failure | undefined => {
  if (tls.authorized && !wrongName) return undefined;
  // Of type Error by its declaration, a code by its nature.
  const code = tls.authorized ? 'ERR_TLS_CERT_ALTNAME_INVALID' : String(tls.authorizationError);
  const refused = `certificate refused: ${code.toLowerCase().replaceAll('_', ' ')}`;
  return {
    kind: 'tls',
    code,
    message: tls.authorized ? (wrongName?.message ?? refused) : refused,
    phase: 'tls',
  };
};
