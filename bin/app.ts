/** The CDK app: `npx cdk deploy`, or `npx cdk deploy -c config=path/to/whydown.yaml -c stack=Name`. */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';

import { Whydown } from '../lib/index.ts';

const app = new App();
const context = (name: string): string => String(app.node.getContext(name));
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;

const stack = new Stack(app, context('stack'), {
  description: 'whydown: says that an endpoint is down, why, and what to do about it',
  ...(account !== undefined && region !== undefined && { env: { account, region } }),
});
const { topic, eventBus, table, dashboard } = new Whydown(stack, 'Probes', { config: context('config') });

new CfnOutput(stack, 'TopicArn', { value: topic.topicArn, description: 'Where alarms about whydown go' });
new CfnOutput(stack, 'EventBusName', { value: eventBus.eventBusName });
new CfnOutput(stack, 'TableName', { value: table.tableName });
if (dashboard) new CfnOutput(stack, 'DashboardName', { value: dashboard.dashboardName });
