import { findByPattern, type SecretFinder } from './span.ts';

const hasUpperLowerDigit = (text: string): boolean =>
  /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);

const DIGITS = /\d/g;
const LUHN_BASE = 10;

/** The check digit of payment cards, ISO/IEC 7812-1. */
const isLuhn = (text: string): boolean => {
  const digits = (text.match(DIGITS) ?? []).map(Number).reverse();
  if (digits.length < 13 || new Set(digits).size < 2) return false;
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % LUHN_BASE === 0;
};

/** Secrets that are known by their own form. */
export const knownShapes: readonly SecretFinder[] = [
  // eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl
  findByPattern('jwt', /(?<secret>\beyJ[\w-]{8,4000}\.[\w-]{4,8000}(?:\.[\w-]{0,2000})?)/dg),
  // Authorization: Basic c2hvcDpzM2NyZXQ=      authorization: 'Bearer sk_live_…'     Bearer abcdef
  findByPattern(
    'authorization',
    /\b(?:authorization|proxy-authorization)\b\\?["']?\s{0,3}(?:[:=]|=>)\s{0,3}\\?["']?(?:(?:Basic|Bearer|Token|Digest|Negotiate|ApiKey|AWS4-HMAC-SHA256)\s{1,3})?(?<secret>[^\s"'\\,;][^"'\\\n\r]{2,1500})/dgi,
  ),
  findByPattern(
    'authorization',
    /\bBearer {1,3}(?<secret>[\w.~+/-]{8,4000}={0,2})/dg,
    (value) => /\d/.test(value) || value.length >= 20,
  ),
  findByPattern(
    'authorization',
    /\bBasic {1,3}(?<secret>[A-Za-z0-9+/]{8,400}={0,2})/dg,
    (value) => /[\d=]/.test(value) || (value.length % 4 === 0 && hasUpperLowerDigit(value)),
  ),
  // Cookie: sid=abc; theme=dark      set-cookie: [ 'sid=…; Path=/' ]
  findByPattern(
    'cookie',
    /\b(?:set-)?cookie\b\\?["']?\s{0,3}(?:[:=]|=>)\s{0,3}(?:\[\s{0,3})?\\?["']?(?<secret>[\w.$%-]{1,100}=[^"'\\\n\r]{1,3000})/dgi,
  ),
  // PHPSESSID=0a1b2c    JSESSIONID=0A1B2C     laravel_session=…
  findByPattern(
    'cookie',
    /\b(?:PHPSESSID|JSESSIONID|ASP\.NET_SessionId|laravel_session|sessionid|_\w{1,30}_session|csrftoken|XSRF-TOKEN|wordpress_logged_in_\w{0,40})=(?<secret>[\w%.~+/=-]{6,1000})/dg,
  ),
  // AKIAQ3EGSHOPLAB7XW2M
  findByPattern(
    'aws-key',
    /(?<![A-Za-z0-9])(?<secret>(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16})(?![A-Za-z0-9])/dg,
  ),
  // wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY: forty characters of base64 that are no path and no hash
  findByPattern(
    'aws-key',
    /(?<![\w/+=.-])(?<secret>[A-Za-z0-9+][A-Za-z0-9/+]{39})(?![\w/+=.-])/dg,
    (value) => hasUpperLowerDigit(value) && value.split('/').length <= 4 && new Set(value).size >= 18,
  ),
  // ghp_… xoxb-… sk_live_… glpat-… npm_… AIza… SG.x.y sk-ant-…
  findByPattern(
    'token',
    /(?<![\w-])(?<secret>(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|xox[abeoprs]-[\w-]{10,250}|(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{8,250}|whsec_[\w+/=]{16,250}|glpat-[\w-]{16,64}|npm_[A-Za-z0-9]{30,64}|AIza[\w-]{30,45}|SG\.[\w-]{16,32}\.[\w-]{16,64}|sk-(?:ant|proj|svcacct)-[\w-]{16,250}|sk-[A-Za-z0-9]{32,64}|hf_[A-Za-z0-9]{30,50}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|dop_v1_[a-f0-9]{64}|EAA[A-Za-z0-9]{40,250}|ya29\.[\w-]{20,250}|AGE-SECRET-KEY-[A-Z0-9]{40,70}))/dg,
  ),
  // -----BEGIN RSA PRIVATE KEY----- … -----END RSA PRIVATE KEY-----
  findByPattern('private-key', /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?<secret>[^-]{1,8000})/dg),
  // MIIEpAIBAAKCAQEA…: a line of a key
  findByPattern(
    'private-key',
    /(?:^|\n)[ \t]{0,16}(?<secret>[A-Za-z0-9+/]{60,76}={0,2})[ \t]{0,4}(?=\r?\n|$)/dg,
    hasUpperLowerDigit,
  ),
  // Key (email)=(ada@example.org) already exists.
  findByPattern('row-value', /\bKey \([^()\n]{1,200}\)=\((?<secret>[^()\n]{1,500})\)/dg),
  // Failing row contains (7, ada@example.org, null).
  findByPattern('row-value', /Failing row contains \((?<secret>[^\n]{1,1000}?)\)(?:\.|$|\n)/dg),
  // Duplicate entry 'ada@example.org' for key 'customers.email'
  findByPattern('row-value', /Duplicate entry '(?<secret>[^'\n]{1,500})' for key/dg),
  // The duplicate key value is (ada@example.org).
  findByPattern('row-value', /duplicate key value is \((?<secret>[^()\n]{1,500})\)/dg),
  // ada@example.org
  findByPattern(
    'email',
    /(?<![\w.+%/:-])(?<secret>[\w.+%-]{1,64}(?:@|%40)[A-Za-z0-9][A-Za-z0-9.-]{0,120}\.[A-Za-z]{2,24})(?![\w@-])/dg,
  ),
  // 4242 4242 4242 4242
  findByPattern(
    'card',
    /(?:(?<![\w.-])|(?<=%[0-9A-Fa-f]{2}))(?<secret>[3-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7})(?![\w.-])/dg,
    isLuhn,
  ),
  // DE89 3704 0044 0532 0130 00
  findByPattern(
    'iban',
    /(?<![\w-])(?<secret>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)(?![\w-])/dg,
    (value) => (value.match(DIGITS) ?? []).length >= 12,
  ),
];
