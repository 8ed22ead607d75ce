import type { PeerCertificate } from 'node:tls';

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
