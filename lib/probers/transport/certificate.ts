import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';

import type { Certificate } from '../../core/probe/observation.ts';

/** Certificates of hostile servers may name thousands of hosts. */
const MAX_NAMES = 100;

/** What a peer's certificate says, as plain facts. */
export const certificateFacts = (peer: PeerCertificate, tlsVersion: string | null): Certificate => ({
  subject: commonName(peer.subject),
  issuer: commonName(peer.issuer),
  names: alternativeNames(peer.subjectaltname ?? ''),
  validFrom: Date.parse(peer.valid_from),
  validTo: Date.parse(peer.valid_to),
  ...earliestOf(peer),
  fingerprint256: peer.fingerprint256,
  tlsVersion: tlsVersion ?? '',
});

type Name = { readonly CN?: string | string[] | undefined; readonly O?: string | string[] | undefined };

const commonName = (name: Name | undefined): string => [name?.CN ?? name?.O ?? ''].flat().join(', ');

// DNS:example.com, DNS:*.example.com, IP Address:192.0.2.7
const alternativeNames = (text: string): readonly string[] =>
  text
    .split(', ', MAX_NAMES)
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(entry.indexOf(':') + 1));

/** Longer chains are not honest. */
const MAX_CHAIN = 10;

/** A chain is as good as its worst link: an intermediate that expires takes the site down as well. */
const earliestOf = (peer: PeerCertificate | DetailedPeerCertificate): Pick<Certificate, 'chainValidTo'> => {
  let earliest = Infinity;
  let link: PeerCertificate | DetailedPeerCertificate | undefined = peer;
  for (let depth = 0; link && depth < MAX_CHAIN; depth++) {
    earliest = Math.min(earliest, Date.parse(link.valid_to));
    const next: DetailedPeerCertificate | undefined =
      'issuerCertificate' in link ? link.issuerCertificate : undefined;
    link = next === link ? undefined : next;
  }
  return earliest < Date.parse(peer.valid_to) ? { chainValidTo: earliest } : {};
};
