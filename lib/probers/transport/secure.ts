import { isIP, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type PeerCertificate,
  type SecureContext,
  type SecureVersion,
  type TLSSocket,
} from 'node:tls';

import type { Failure } from '../../core/probe/failure.ts';
import { certificateFacts } from './certificate.ts';
import { errorToFailure } from './error-to-failure.ts';
import { done, failed, type Outcome } from './outcome.ts';
import type { Trace } from './trace.ts';

/** How to speak TLS; secrets are filled in. */
export interface SecureOptions {
  /** The name to ask for and to verify; the host of the target when it is left out. */
  readonly serverName: string;
  readonly alpn: readonly string[];
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly minVersion?: SecureVersion | undefined;
  readonly maxVersion?: SecureVersion | undefined;
  /** Goes on with a certificate that does not verify. */
  readonly insecure?: boolean | undefined;
}

/** A context holds the parsed authorities: making one costs more than a handshake. Configs have few kinds of them. */
const MAX_CONTEXTS = 200;

/** Without the hybrid of ML-KEM that OpenSSL offers first: it is a seventh of a probe's CPU, and its hello does not fit one packet. */
const GROUPS = 'X25519:prime256v1:secp384r1:secp521r1';

const contexts = new Map<string, SecureContext>();

/** Does the handshake; the certificate is seen even when it is refused. */
export const secure = (socket: Socket, options: SecureOptions, trace: Trace): Promise<Outcome<TLSSocket>> =>
  new Promise((resolve) => {
    trace.begin('tls');
    const giveUp = (failure: Failure): void => {
      socket.destroy();
      resolve(failed(failure));
    };
    const identity: { peer?: PeerCertificate; error?: Error | undefined } = {};
    const tls = startHandshake(socket, options, identity);
    if (!tls.ok) return giveUp(tls.failure);
    const { value: secured } = tls;
    const onError = (error: Error): void => giveUp(errorToFailure(error, 'tls'));
    trace.onExpire(giveUp);
    secured.once('error', onError);
    // The peer hangs up in the middle of the handshake: there is no error then.
    const onClose = (): void =>
      giveUp({
        kind: 'reset',
        code: 'ECONNRESET',
        message: 'connection closed during the TLS handshake',
        phase: 'tls',
      });
    secured.once('close', onClose);
    secured.once('secureConnect', () => {
      trace.end();
      secured.off('error', onError);
      secured.off('close', onClose);
      secured.on('error', () => undefined);
      const peer = identity.peer ?? secured.getPeerCertificate(false);
      if (peer.fingerprint256) trace.see({ certificate: certificateFacts(peer, secured.getProtocol()) });
      if (secured.authorized || options.insecure) return resolve(done(secured));
      giveUp(refusal(secured, identity.error));
    });
  });

/** Verification is judged by us, after the handshake: else a refused certificate could not be shown. Nothing is sent before. */
const startHandshake = (
  socket: Socket,
  options: SecureOptions,
  identity: { peer?: PeerCertificate; error?: Error | undefined },
): Outcome<TLSSocket> => {
  const { serverName, alpn } = options;
  try {
    return done(
      connect({
        socket,
        host: serverName,
        // RFC 6066: an address is not a server name.
        ...(isIP(serverName) === 0 && { servername: serverName }),
        ALPNProtocols: [...alpn],
        secureContext: contextFor(options),
        rejectUnauthorized: false,
        checkServerIdentity: (host, peer) => {
          identity.peer = peer;
          identity.error = checkServerIdentity(host, peer);
          return identity.error;
        },
      }),
    );
  } catch (error) {
    // A key that is no key, an authority that is no certificate.
    return failed({ ...errorToFailure(error, 'tls'), kind: 'prober' });
  }
};

const contextFor = ({ ca, cert, key, minVersion, maxVersion }: SecureOptions): SecureContext => {
  const wanted = { ca, cert, key, minVersion, maxVersion };
  const name = JSON.stringify(wanted);
  const known = contexts.get(name);
  if (known) return known;
  if (contexts.size >= MAX_CONTEXTS) contexts.clear();
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const context = createSecureContext({ ecdhCurve: GROUPS, ...Object.fromEntries(given) });
  contexts.set(name, context);
  return context;
};

const refusal = (socket: TLSSocket, identityError: Error | undefined): Failure => {
  // Of type Error by its declaration, a code by its nature.
  const code = String(socket.authorizationError);
  const message = identityError?.message ?? `certificate refused: ${code.toLowerCase().replaceAll('_', ' ')}`;
  return { kind: 'tls', code, message, phase: 'tls' };
};
