import * as v from 'valibot';

import { described, httpUrl, text, texts } from '../core/config/fields.ts';
import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import { defineNotifier, type Detail, type Notification } from '../core/notify/contract.ts';
import { detailEntry } from '../core/notify/detail.ts';
import { headlineOf } from '../core/notify/headline.ts';
import { messageOf } from '../core/notify/message.ts';
import { plainText } from '../core/notify/plain-text.ts';
import type { Storm } from '../core/incident/storm.ts';
import type { EpochMs } from '../core/time.ts';

const SIGNATURE_HEADER = 'x-whydown-signature';

const iso = (at: EpochMs): string => new Date(at).toISOString();

/** What the channel may see of a diagnosis. */
const visible = (diagnosis: Diagnosis, detail: Detail): Partial<Diagnosis> => {
  switch (detail) {
    case 'full':
      return diagnosis;
    case 'exception': {
      const { snippet: _, evidence: __, ...rest } = diagnosis;
      return rest;
    }
    case 'link':
      return { fingerprint: diagnosis.fingerprint };
  }
};

/** A channel that may see a link alone learns how many checks fail, not which. */
const visibleStorm = ({ checks, shared, ...counts }: Storm, detail: Detail): Partial<Storm> =>
  detail === 'link' ? counts : { ...counts, checks, shared };

const payloadOf = (notification: Notification, detail: Detail): unknown => {
  const { kind, at, check, link, incident } = notification;
  const { id, severity, status, openedAt, resolvedAt, reopenings, reason, locations } = incident;
  const { elsewhere, diagnosis, storm } = incident;
  const last = detail === 'link' ? undefined : incident.failing.at(-1);
  return {
    version: 1,
    kind,
    at: iso(at),
    headline: headlineOf(notification, detail),
    text: plainText(messageOf(notification, detail)),
    check: { ...check, ...(detail === 'link' && { target: undefined }) },
    incident: {
      id,
      severity,
      status,
      openedAt: iso(openedAt),
      ...(resolvedAt !== undefined && { resolvedAt: iso(resolvedAt) }),
      reopenings,
      reason,
      locations,
      ...(elsewhere && { elsewhere }),
      ...(storm && storm.total > 0 && { storm: visibleStorm(storm, detail) }),
    },
    ...(last && { attempt: last }),
    ...(diagnosis && { diagnosis: visible(diagnosis, detail) }),
    ...(link !== undefined && { link }),
  };
};

/** Posts JSON to any address. */
export const webhook = defineNotifier({
  type: 'webhook',
  summary: `Posts JSON to any address: \`version\` (1), \`kind\` (opened, diagnosed, grown, reminder, resolved, reopened), \`at\`, \`headline\`, \`text\` (the whole message), \`check\`, \`incident\` (its \`storm\`, where it speaks for other checks too: \`total\`, \`open\`, some \`checks\`, what is \`shared\`), \`attempt\` (the newest failing one), \`diagnosis\`, \`link\`. With a \`secret\`, the header \`${SIGNATURE_HEADER}\` is \`t=<seconds>,v1=<hex>\`, where hex is the HMAC-SHA256 of \`<seconds>.<body>\`.`,
  entries: {
    url: described(httpUrl(), 'Where to post to.'),
    headers: v.optional(described(texts(), 'Further headers.'), {}),
    secret: v.optional(described(text(), 'Signs every request, so that the receiver can trust it.')),
    detail: detailEntry,
  },
  request: (notification, { url, headers, secret, detail }) => ({
    transport: 'http',
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(payloadOf(notification, detail)),
    ...(secret !== undefined && { signature: { header: SIGNATURE_HEADER, secret } }),
  }),
});
