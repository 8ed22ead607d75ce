import type { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';

import type { Certificate } from '../../core/probe/observation.ts';

/** Certificates of hostile servers may name thousands of hosts. */
const MAX_NAMES = 100;

/** What a peer's certificate says, as plain facts; the chain begins with it. */
export const certificateFacts = (
  peer: PeerCertificate,
  tlsVersion: string,
  chain: readonly X509Certificate[],
): Certificate => ({
  subject: commonName(peer.subject),
  issuer: commonName(peer.issuer),
  names: alternativeNames(peer.subjectaltname ?? ''),
  validFrom: Date.parse(peer.valid_from),
  validTo: Date.parse(peer.valid_to),
  ...earliestOf(peer, chain),
  fingerprint256: peer.fingerprint256,
  tlsVersion,
});

type Name = { readonly CN?: string | string[] | undefined; readonly O?: string | string[] | undefined };

const commonName = (name: Name | undefined): string => [name?.CN ?? name?.O ?? ''].flat().join(', ');

// DNS:example.com, DNS:*.example.com, IP Address:192.0.2.7
const alternativeNames = (text: string): readonly string[] =>
  text
    .split(', ', MAX_NAMES)
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(entry.indexOf(':') + 1));

/** A chain is as good as its worst link: an intermediate that expires takes the site down as well. */
const earliestOf = (
  peer: PeerCertificate,
  chain: readonly X509Certificate[],
): Pick<Certificate, 'chainValidTo'> => {
  const earliest = Math.min(...chain.map(({ validTo }) => Date.parse(validTo)));
  return earliest < Date.parse(peer.valid_to) ? { chainValidTo: earliest } : {};
};
