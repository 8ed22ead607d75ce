import {
  paginateDescribeDeliveries,
  paginateDescribeDeliveryDestinations,
  paginateDescribeDeliverySources,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';

/** The log groups that receive a kind of log of a resource: vended logs, which the resource itself does not name. */
export const deliveredGroups = async (
  resourceArn: string,
  logType: string,
  client: CloudWatchLogsClient,
): Promise<readonly string[]> => {
  const sources = (await all(paginateDescribeDeliverySources({ client }, {})))
    .flatMap(({ deliverySources }) => deliverySources ?? [])
    .filter((each) => each.logType === logType && each.resourceArns?.includes(resourceArn));
  if (sources.length === 0) return [];
  const names = new Set(sources.map(({ name }) => name));
  const deliveries = (await all(paginateDescribeDeliveries({ client }, {})))
    .flatMap((page) => page.deliveries ?? [])
    .filter((each) => each.deliveryDestinationType === 'CWL' && names.has(each.deliverySourceName));
  if (deliveries.length === 0) return [];
  const arns = new Set(deliveries.map(({ deliveryDestinationArn }) => deliveryDestinationArn));
  return (await all(paginateDescribeDeliveryDestinations({ client }, {})))
    .flatMap(({ deliveryDestinations }) => deliveryDestinations ?? [])
    .filter(({ arn }) => arns.has(arn))
    .flatMap(({ deliveryDestinationConfiguration: to }) => groupInArn(to?.destinationResourceArn) ?? []);
};

const all = async <Page>(pages: AsyncIterable<Page>): Promise<readonly Page[]> => {
  const found: Page[] = [];
  for await (const page of pages) found.push(page);
  return found;
};

// arn:aws:logs:eu-central-1:123456789012:log-group:/shop/front:*
/** The name in the ARN of a log group; undefined for an ARN of something else. */
export const groupInArn = (arn: string | undefined): string | undefined =>
  /:log-group:([\w./#-]{1,512})/.exec(arn ?? '')?.[1];
