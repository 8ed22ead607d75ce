import * as v from 'valibot';

import { described } from '../core/config/fields.ts';
import { defineNotifier } from '../core/notify/contract.ts';
import { detailEntry } from '../core/notify/detail.ts';
import { headlineOf } from '../core/notify/headline.ts';
import { messageOf } from '../core/notify/message.ts';
import { plainText } from '../core/notify/plain-text.ts';

const TOPIC_EXPECTED = 'expected the ARN of an SNS topic';

// arn:aws:sns:eu-central-1:123456789012:alerts
const TOPIC = /^arn:aws[\w-]{0,20}:sns:[\w-]{1,32}:\d{12}:[\w.-]{1,256}$/;

/** Up to 100 characters of ASCII without line breaks (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). */
const MAX_SUBJECT = 99;

const subjectOf = (headline: string): string =>
  `whydown: ${headline}`.replace(/[^\u0020-\u007E]/g, '?').slice(0, MAX_SUBJECT);

/** Publishes to an SNS topic: mail, text messages, queues, functions. */
export const sns = defineNotifier({
  type: 'sns',
  summary:
    'Publishes to an SNS topic, and so to mail, text messages, queues and functions. The attributes `check`, `kind` and `severity` are there for filter policies.',
  only: 'aws',
  entries: {
    topic: described(
      v.pipe(
        v.string(TOPIC_EXPECTED),
        v.check((arn) => arn.includes('${') || TOPIC.test(arn), TOPIC_EXPECTED),
      ),
      'The ARN of the topic.',
    ),
    detail: detailEntry,
  },
  request: (notification, { topic, detail }) => ({
    transport: 'sns',
    topicArn: topic,
    subject: subjectOf(headlineOf(notification, detail)),
    message: plainText(messageOf(notification, detail)),
    attributes: {
      check: notification.check.name,
      kind: notification.kind,
      severity: notification.incident.severity,
    },
  }),
});
