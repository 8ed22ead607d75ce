/** Names of Linux error numbers, so that `[Errno 111]`, `(111)` and `ECONNREFUSED` are one code. */
export const ERRNO_NAMES: Readonly<Record<string, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  5: 'EIO',
  11: 'EAGAIN',
  12: 'ENOMEM',
  13: 'EACCES',
  17: 'EEXIST',
  20: 'ENOTDIR',
  21: 'EISDIR',
  22: 'EINVAL',
  23: 'ENFILE',
  24: 'EMFILE',
  27: 'EFBIG',
  28: 'ENOSPC',
  30: 'EROFS',
  32: 'EPIPE',
  98: 'EADDRINUSE',
  99: 'EADDRNOTAVAIL',
  101: 'ENETUNREACH',
  103: 'ECONNABORTED',
  104: 'ECONNRESET',
  110: 'ETIMEDOUT',
  111: 'ECONNREFUSED',
  113: 'EHOSTUNREACH',
  122: 'EDQUOT',
  '-2': 'ENOTFOUND',
  '-3': 'EAI_AGAIN',
  '-5': 'ENODATA',
};

interface CodeShape {
  readonly pattern: RegExp;
  readonly name?: (code: string) => string | undefined;
}

const SHAPES: readonly CodeShape[] = [
  // SQLSTATE[HY000] [2002] Connection refused
  { pattern: /SQLSTATE\[\w{5}\] \[(\d{1,5})\]/ },
  // SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.x' doesn't exist
  { pattern: /SQLSTATE\[\w{5}\]: [^:]{1,80}: (\d{4}) / },
  // SQLSTATE[42P01]: Undefined table: 7 ERROR: …, (SQLSTATE 28P01)
  { pattern: /SQLSTATE[[ ](\w{5})\b/ },
  // [Errno 13] Permission denied, [Errno -2] Name or service not known
  { pattern: /\[Errno (-?\d{1,3})\]/, name: (code) => ERRNO_NAMES[code] ?? code },
  // Connection refused (os error 111), Os { code: 111, kind: ConnectionRefused
  { pattern: /\(os error (\d{1,3})\)|Os \{ code: (\d{1,3}),/, name: (code) => ERRNO_NAMES[code] ?? code },
  // Error 111 connecting to localhost:6379
  { pattern: /^Error (-?\d{1,3}) connecting to /, name: (code) => ERRNO_NAMES[code] ?? code },
  // (1045, "Access denied for user …"), (2003, 'Can't connect to MySQL server …')
  { pattern: /^\(?\(?(\d{4}), ["']/ },
  // ERROR 1045 (28000): Access denied, Error 1146 (42S02): Table
  { pattern: /\b(?:ERROR|Error) (\d{4}) \(\w{5}\)/ },
  // connect ECONNREFUSED 127.0.0.1:5999, EACCES: permission denied, CERT_HAS_EXPIRED, and not: EACCES to the rose bed
  {
    pattern:
      /\b(E(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|NOTFOUND|AI_AGAIN|ACCES|PERM|NOENT|NOSPC|MFILE|NFILE|ADDRINUSE|ADDRNOTAVAIL|HOSTUNREACH|NETUNREACH|PIPE|ROFS|DQUOT|NOTDIR|ISDIR|EXIST|AGAIN|NOMEM)(?! (?:at|by|for|from|in|of|on|to|with) )|ERR_[A-Z0-9_]{3,60}|CERT_[A-Z_]{3,40}|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_[A-Z_]{3,60}|CERTIFICATE_VERIFY_FAILED)\b/,
  },
];

/** The code that a message carries: an errno name, an SQLSTATE, a vendor's number. */
export const errorCode = (message: string): string | undefined => {
  const head = message.length > 2048 ? message.slice(0, 2048) : message;
  for (const { pattern, name } of SHAPES) {
    const code = pattern
      .exec(head)
      ?.slice(1)
      .find((group) => group !== undefined);
    if (code !== undefined) return name === undefined ? code : name(code);
  }
  return undefined;
};
