import { createSocket } from 'node:dgram';

/** A name server on loopback. */
export interface TestDnsServer extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  readonly queries: readonly string[];
}

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA', 16: 'TXT', 15: 'MX', 5: 'CNAME' };

/** What to answer to `A example.com`: addresses, a response code, or nothing at all. */
export type DnsZone = Readonly<Record<string, readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'silence'>>;

const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3 } as const;

/** Answers queries from its zone, NXDOMAIN for all other names, over UDP. */
export const dnsServer = async (zone: DnsZone): Promise<TestDnsServer> => {
  const queries: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, peer) => {
    const { name, type, end } = readQuestion(message);
    const question = `${TYPES[type] ?? type} ${name}`;
    queries.push(question);
    const known = Object.keys(zone).some((key) => key.endsWith(` ${name}`));
    const answer = zone[question] ?? (known ? [] : 'NXDOMAIN');
    if (answer === 'silence') return;
    const records = typeof answer === 'string' ? [] : answer;
    const rcode = typeof answer === 'string' ? RCODES[answer] : RCODES.NOERROR;
    const header = Buffer.alloc(12);
    message.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | rcode, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    socket.send(
      Buffer.concat([header, message.subarray(12, end), ...records.map((record) => resource(type, record))]),
      peer.port,
      peer.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    queries,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
};

const readQuestion = (message: Buffer): { name: string; type: number; end: number } => {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
};

/** A record with its name as a pointer to the question, and a time to live of 60 s. */
const resource = (type: number, value: string): Buffer => {
  const data = resourceData(type, value);
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
};

const resourceData = (type: number, value: string): Buffer => {
  switch (TYPES[type] ?? '') {
    case 'A':
      return Buffer.from(value.split('.').map(Number));
    case 'AAAA':
      return Buffer.from(expandIpv6(value), 'hex');
    case 'MX': {
      const [priority = '0', host = ''] = value.split(' ');
      return Buffer.concat([Buffer.from([0, Number(priority)]), domainName(host)]);
    }
    case 'CNAME':
      return domainName(value);
    default:
      return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  }
};

const domainName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);

/** 2001:db8::1, with its zeros written out. */
const expandIpv6 = (address: string): string => {
  const [left = '', right = ''] = address.split('::');
  const groupsOf = (half: string): readonly string[] => half.split(':').filter((group) => group !== '');
  const missing = 8 - groupsOf(left).length - groupsOf(right).length;
  const zeros = Array.from({ length: missing }, () => '0');
  return [...groupsOf(left), ...zeros, ...groupsOf(right)].map((group) => group.padStart(4, '0')).join('');
};
