import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type SecureContext, type TLSSocket } from 'node:tls';

import type { Certificate } from '../../core/probe/observation.ts';
import { certificateFacts } from './certificate.ts';

/** What a peer showed, and why it is not the one that was asked for, if it is not. */
export interface PeerIdentity {
  readonly certificate: Certificate;
  readonly error: Error | undefined;
}

/** How a peer was spoken to. */
export interface Asked {
  readonly serverName: string;
  readonly context: SecureContext;
  /** The check's own authorities, as PEM. */
  readonly ca: string | undefined;
}

/** Fleets have one for each target; two when it is being replaced. */
const MAX_KNOWN = 2_000;

/** Longer chains are not honest. */
const MAX_CHAIN = 10;

const known = new WeakMap<SecureContext, Map<string, PeerIdentity>>();

/**
 * Reads the certificate of a connection after its handshake. Taking one apart costs as much as a third of a handshake,
 * and most are the same as the last time: what is asked of each is its fingerprint. To be called once for a connection,
 * since on the client's side each `getPeerX509Certificate` of Node 24 takes a certificate off the chain.
 */
export const peerIdentity = (socket: TLSSocket, asked: Asked): PeerIdentity | undefined => {
  const chain = chainOf(socket);
  const [leaf] = chain;
  if (!leaf) return undefined;
  const tlsVersion = socket.getProtocol() ?? '';
  const name = [asked.serverName, tlsVersion, ...chain.map((each) => each.fingerprint256)].join(' ');
  const identities = identitiesOf(asked.context);
  const found = identities.get(name);
  if (found) return found;
  const shown = leaf.toLegacyObject();
  const identity = {
    certificate: certificateFacts(shown, tlsVersion, withRoot(chain, asked.ca)),
    error: checkServerIdentity(asked.serverName, shown),
  };
  identities.set(name, identity);
  return identity;
};

const identitiesOf = (context: SecureContext): Map<string, PeerIdentity> => {
  const identities = known.get(context);
  if (identities && identities.size < MAX_KNOWN) return identities;
  const fresh = new Map<string, PeerIdentity>();
  known.set(context, fresh);
  return fresh;
};

const chainOf = (socket: TLSSocket): readonly X509Certificate[] => {
  const chain: X509Certificate[] = [];
  let link = socket.getPeerX509Certificate();
  while (link && chain.length < MAX_CHAIN) {
    chain.push(link);
    link = link.issuerCertificate;
  }
  return chain;
};

// -----BEGIN CERTIFICATE-----
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** An authority of one's own is not shown by the server, and ends like any other certificate. */
const withRoot = (chain: readonly X509Certificate[], ca: string | undefined): readonly X509Certificate[] => {
  const last = chain.at(-1);
  const root = ca
    ?.match(CERTIFICATE)
    ?.map((pem) => new X509Certificate(pem))
    .find((authority) => last?.checkIssued(authority));
  return root ? [...chain, root] : chain;
};
