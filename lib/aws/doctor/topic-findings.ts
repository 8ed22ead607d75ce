import { NotFoundException, paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';

import { findingsOf, type Finding } from '../../core/doctor/finding.ts';
import { parseArn } from '../components/arn.ts';

const topics = findingsOf('topics');

/** Whether somebody listens to a topic, and everybody who was asked said yes. */
export const topicFindings = async (arn: string, what: string): Promise<readonly Finding[]> => {
  const region = parseArn(arn)?.region;
  const client = new SNSClient(region === undefined ? {} : { region });
  try {
    return judge(arn, what, await subscriptionsOf(client, arn));
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    return [topics.fault(`${arn}, ${what}, does not exist`, 'correct the ARN, or make the topic')];
  }
};

interface Subscription {
  readonly arn: string;
  readonly endpoint: string;
}

const subscriptionsOf = async (client: SNSClient, topicArn: string): Promise<readonly Subscription[]> => {
  const found: Subscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn }))
    for (const { SubscriptionArn: arn = '', Endpoint: endpoint = '' } of page.Subscriptions ?? [])
      found.push({ arn, endpoint });
  return found;
};

const judge = (arn: string, what: string, found: readonly Subscription[]): readonly Finding[] => {
  const pending = found.filter((each) => each.arn === 'PendingConfirmation');
  const confirmed = found.filter((each) => each.arn.startsWith('arn:'));
  const name = arn.split(':').at(-1) ?? arn;
  return [
    ...pending.map(({ endpoint }) =>
      topics.fault(
        `${endpoint} has not confirmed its subscription of ${name}, ${what}`,
        'open the link in the message that SNS sent; or subscribe again, for it is valid for two days',
      ),
    ),
    confirmed.length > 0
      ? topics.good(
          `${name}, ${what}, reaches ${confirmed.length === 1 ? confirmed[0]?.endpoint : `${confirmed.length} subscribers`}`,
        )
      : topics.advice(
          `${name}, ${what}, reaches nobody`,
          `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint you@example.com`,
        ),
  ];
};
