import type { Address } from '../address.ts';
import { datastoreOf } from '../datastore.ts';
import { httpComponent, remoteOf } from '../http-client.ts';
import { after, known } from '../known.ts';
import { remedyOf, shellWord } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

const isNoDatastore = (seen: Seen): boolean => datastoreOf(seen) === undefined;

const TELLS: readonly Tell[] = [
  { by: 'code', code: /^(?:ENOTFOUND|EAI_AGAIN)$/, when: isNoDatastore, tag: 'dns' },
  {
    by: 'code',
    code: /^(?:CERT_\w{3,40}|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w{3,60}|CERTIFICATE_VERIFY_FAILED|ERR_TLS_\w{3,40}|ERR_SSL_\w{3,60}|EPROTO)$/,
    tag: 'tls',
  },
  // socket.gaierror: [Errno -2] Name or service not known     Failed to resolve 'api.paywell.invalid'
  { by: 'code', type: /(?:^|\.)gaierror$/, when: isNoDatastore, tag: 'dns' },
  // [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)
  {
    by: 'code',
    text: /\[SSL: ?\w{3,60}\]|SSLCertVerificationError|certificate verify failed|\b(?:CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|ERR_TLS_CERT_ALTNAME_INVALID)\b/,
    tag: 'tls',
  },
  // javax.net.ssl.SSLHandshakeException: PKIX path building failed      x509: certificate has expired
  {
    by: 'type',
    text: /SSLHandshakeException|SSLPeerUnverifiedException|PKIX path (?:building|validation) failed|CertificateExpiredException|\bx509: |tls: (?:failed to verify|handshake failure|bad certificate)|OpenSSL::SSL::SSLError|cURL error (?:35|51|58|60)\b|does not match certificate's altnames|certificate has expired|self-signed certificate|unable to get local issuer certificate|SSL connection could not be established|remote certificate (?:is|was) (?:invalid|rejected)|RemoteCertificate(?:NameMismatch|ChainErrors)|invalid peer certificate|unable to find valid certification path/,
    tag: 'tls',
  },
  // peer closed connection in SSL handshake while SSL handshaking to upstream
  { by: 'phrase', text: /while SSL handshaking to upstream|SSL_do_handshake\(\) failed/, tag: 'tls' },
  // server does not support SSL, but SSL was required
  {
    by: 'phrase',
    text: /server does not support SSL, but SSL was required|SSL connection is required|SSL off/,
    tag: 'tls',
  },
  // getaddrinfo ENOTFOUND api.stripe.invalid    java.net.UnknownHostException: api.x     dial tcp: lookup api.x: no such host
  {
    by: 'code',
    text: /\b(?:ENOTFOUND|EAI_AGAIN)\b|UnknownHostException|UnresolvedAddressException|no such host|Name or service not known|Temporary failure in name resolution|nodename nor servname|getaddrinfo.{0,40}failed|cURL error 6\b|Could not resolve host|Failed to resolve|SocketError \(Failed to open TCP connection to [^)]{1,200}getaddrinfo/,
    when: isNoDatastore,
    tag: 'dns',
  },
  // dial tcp: lookup api.x on 127.0.0.53:53: read udp …: read: connection refused
  {
    by: 'code',
    text: /\blookup ([\w.-]{1,255}) on [\w.:[\]-]{1,64}: (?:read|write|dial) (?:udp|tcp)|\blookup ([\w.-]{1,255})(?: on [\w.:[\]-]{1,64})?: (?:server misbehaving|i\/o timeout)/,
    when: isNoDatastore,
    tag: 'dns',
  },
  // api.x could not be resolved (110: Operation timed out)     send() failed (111: Connection refused) while resolving
  {
    by: 'code',
    text: /(?<![\w.-])([\w.-]{1,255}) could not be resolved|failed \(\d{1,3}: [^)]{1,60}\) while resolving|host not found in upstream "([^"]{1,255})"|DNS lookup failure for: ?([\w.-]{1,255})/,
    tag: 'dns',
  },
];

// does not match certificate's altnames: Host: wronghost.partner.example. is not in the cert's altnames
const TLS_HOST =
  /Host: ([\w.-]{1,255}?)\.? is not|doesn't match '([\w.-]{1,255})'|not valid for '([\w.-]{1,255})'|valid for [\w., *-]{1,200}, not ([\w.-]{1,255})/;

const describe = (seen: Seen, { tag, named, said }: Hit) => {
  const remote = hostOf(seen, named) ?? remoteOf(seen);
  const kind = datastoreOf(seen);
  const other = remote?.host ?? 'the other side';
  return {
    component: kind === undefined ? httpComponent(remote) : `${kind}${after(' ', remote?.host)}`,
    summary: tag === 'dns' ? `the name of ${other} does not resolve` : `TLS with ${other} fails: ${said}`,
    subject: known({ case: tag, host: remote?.host, port: remote?.port }),
  };
};

const hostOf = ({ text }: Seen, named: string | undefined): Address | undefined => {
  const host = named ?? TLS_HOST.exec(text)?.slice(1).find(Boolean);
  return host ? { host } : undefined;
};

/** A name does not resolve, or a certificate or handshake fails. */
export const networkDnsTls = defineCauseRule({
  id: 'network.dns_tls',
  standing: 'cause',
  summary:
    'A host name does not resolve (`ENOTFOUND`, `gaierror`, `UnknownHostException`), or a certificate or handshake fails (`CERTIFICATE_VERIFY_FAILED`, `CERT_HAS_EXPIRED`, PKIX, x509). Where the host is a datastore, a name that fails stays `datastore.unreachable`.',
  examples: [
    'getaddrinfo ENOTFOUND api.stripe.invalid',
    'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)',
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  ],
  confusers: ['could not translate host name "db.shop.invalid" to address: Name or service not known'],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('network.dns_tls', seen, hit, describe(seen, hit));
  },
  remedy: ({ component, subject }) => {
    const { host, port = '443' } = subject;
    if (subject['case'] === 'tls')
      return [
        remedyOf(
          `renew or complete the certificate of ${host ?? component}, or trust its issuer; check the clock of this machine too`,
          host && certificateCheck(host, port),
        ),
      ];
    return [
      remedyOf(
        `mend the name ${host ?? ''}: its record, or the setting that holds it`,
        host && `getent hosts ${shellWord(host)}`,
      ),
      remedyOf('check that the resolver answers from this machine or VPC'),
    ];
  },
});

const certificateCheck = (host: string, port: string): string =>
  `openssl s_client -connect ${shellWord(`${host}:${port}`)} -servername ${shellWord(host)} </dev/null | openssl x509 -noout -dates -issuer -ext subjectAltName`;
