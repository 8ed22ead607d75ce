import { isSensitive, maskReferences } from './references.ts';

/** The types of notifiers may be seen, their settings may not: addresses of webhooks are secrets. */
const isHidden = (key: string): boolean => key === 'settings' || (key !== 'notifiers' && isSensitive(key));

/** A plain value for people: `***` for every text below a key that holds credentials, and for what is filled in later. */
export const printable = (value: unknown, secret = false): unknown => {
  if (typeof value === 'string') return secret ? '***' : maskReferences(value);
  if (Array.isArray(value)) return value.map((item) => printable(item, secret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, printable(each, secret || isHidden(key))]),
  );
};
