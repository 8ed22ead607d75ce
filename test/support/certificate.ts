import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, as PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate says. */
export interface CertificateOptions {
  readonly name: string;
  /** DNS names, or addresses as `IP:127.0.0.1`. */
  readonly names?: readonly string[];
  readonly validFrom?: Date;
  readonly validTo?: Date;
  readonly issuer?: TestCertificate & { readonly name: string };
  readonly keyType?: 'ec' | 'rsa';
  /** Whether it may sign others; a self-signed one may. */
  readonly authority?: boolean;
}

const DAY_MS = 86_400_000;

/** Makes an X.509 certificate (RFC 5280), self-signed unless an issuer is given; so tests need no openssl and hold no keys. */
export const makeCertificate = (options: CertificateOptions): TestCertificate & { readonly name: string } => {
  const { name, names = [], issuer, keyType = 'ec' } = options;
  const { publicKey, privateKey } =
    keyType === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const signer: KeyObject = issuer ? createPrivateKey(issuer.key) : privateKey;
  const algorithm =
    signer.asymmetricKeyType === 'ec'
      ? sequence(oid('1.2.840.10045.4.3.2'))
      : sequence(oid('1.2.840.113549.1.1.11'), tlv(0x05));
  const { validFrom = new Date(Date.now() - DAY_MS), validTo = new Date(Date.now() + 90 * DAY_MS) } = options;
  const body = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    distinguishedName(issuer?.name ?? name),
    sequence(generalizedTime(validFrom), generalizedTime(validTo)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(
      0xa3,
      sequence(
        basicConstraints(options.authority ?? !issuer),
        ...(names.length > 0 ? [alternativeNames(names)] : []),
      ),
    ),
  );
  const der = sequence(body, algorithm, bitString(sign('sha256', body, signer)));
  return {
    name,
    cert: pem('CERTIFICATE', der),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), derLength(content.length), content]);
};

const derLength = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
};

const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts);

const integer = (bytes: Buffer): Buffer => tlv(0x02, bytes);

const bitString = (bytes: Buffer): Buffer => tlv(0x03, Buffer.from([0]), bytes);

const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
};

const base128 = (arc: number): number[] => {
  const digits = [arc & 0x7f];
  for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
};

const distinguishedName = (name: string): Buffer =>
  sequence(tlv(0x31, sequence(oid('2.5.4.3'), tlv(0x0c, Buffer.from(name)))));

/** 20261125020000Z */
const generalizedTime = (date: Date): Buffer =>
  tlv(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));

const basicConstraints = (authority: boolean): Buffer =>
  sequence(
    oid('2.5.29.19'),
    tlv(0x01, Buffer.from([0xff])),
    tlv(0x04, sequence(...(authority ? [tlv(0x01, Buffer.from([0xff]))] : []))),
  );

const alternativeNames = (names: readonly string[]): Buffer =>
  sequence(oid('2.5.29.17'), tlv(0x04, sequence(...names.map(generalName))));

const generalName = (name: string): Buffer =>
  name.startsWith('IP:')
    ? tlv(0x87, Buffer.from(name.slice(3).split('.').map(Number)))
    : tlv(0x82, Buffer.from(name));

const pem = (label: string, der: Buffer): string => {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
};
