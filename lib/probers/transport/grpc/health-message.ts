/** ServingStatus of grpc.health.v1, by number. https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
const SERVING_STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

/** Status codes of gRPC, by number. */
const STATUS_CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** `14` as `UNAVAILABLE`. */
export const statusCodeName = (code: string): string => STATUS_CODES[Number(code)] ?? code;

/** A HealthCheckRequest in its frame: uncompressed, its length, then field 1, the service's name. */
export const encodeHealthRequest = (service: string): Buffer => {
  const name = Buffer.from(service);
  const message =
    name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a]), encodeVarint(name.length), name]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
};

const encodeVarint = (value: number): Buffer => {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  return Buffer.from([...bytes, left]);
};

const PREFIX_BYTES = 5;

/** The serving status in a framed HealthCheckResponse; undefined when it is none. */
export const decodeHealthResponse = (framed: Buffer): string | undefined => {
  if (framed.length < PREFIX_BYTES || framed.readUInt8(0) !== 0) return undefined;
  const message = framed.subarray(PREFIX_BYTES, PREFIX_BYTES + framed.readUInt32BE(1));
  // An enum of value 0 is not written at all.
  if (message.length === 0) return SERVING_STATUS[0];
  return message.readUInt8(0) === 0x08 && message.length >= 2
    ? SERVING_STATUS[message.readUInt8(1)]
    : undefined;
};
