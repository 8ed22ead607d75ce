import * as v from 'valibot';

import { described, httpUrl, text } from '../core/config/fields.ts';
import { defineNotifier, type Notification } from '../core/notify/contract.ts';
import { detailEntry } from '../core/notify/detail.ts';
import { forTerminal } from '../core/notify/escape.ts';
import { fitText } from '../core/notify/fit-snippet.ts';
import { messageOf, type Message } from '../core/notify/message.ts';
import { plainText } from '../core/notify/plain-text.ts';

/** Characters of a summary and of a key (https://developer.pagerduty.com/docs/send-alert-event). */
const MAX_SUMMARY = 1_024;
const MAX_KEY = 255;

const payloadOf = ({ check, incident }: Notification, message: Message): unknown => ({
  summary: fitText(message.headline, MAX_SUMMARY, forTerminal),
  source: check.name,
  severity: incident.severity === 'down' ? 'critical' : 'warning',
  timestamp: new Date(incident.openedAt).toISOString(),
  ...(check.group !== undefined && { group: check.group }),
  ...(incident.diagnosis?.cause && { class: incident.diagnosis.cause.id }),
  custom_details: { message: plainText(message) },
});

/** Opens and resolves incidents of PagerDuty. */
export const pagerduty = defineNotifier({
  type: 'pagerduty',
  summary:
    'Triggers and resolves incidents of PagerDuty (Events API v2). What follows an opening goes to the same incident.',
  entries: {
    routingKey: described(text(), 'The integration key of the service; it is a secret.'),
    url: v.optional(
      described(httpUrl(), 'The events endpoint; `https://events.eu.pagerduty.com/v2/enqueue` in the EU.'),
      'https://events.pagerduty.com/v2/enqueue',
    ),
    detail: detailEntry,
  },
  request: (notification, { routingKey, url, detail }) => {
    const message = messageOf(notification, detail);
    return {
      transport: 'http',
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        routing_key: routingKey,
        event_action: notification.kind === 'resolved' ? 'resolve' : 'trigger',
        dedup_key: notification.incident.id.slice(0, MAX_KEY),
        client: 'whydown',
        payload: payloadOf(notification, message),
        links: message.links.map(({ label, url: href }) => ({ href, text: label })),
      }),
    };
  },
});
