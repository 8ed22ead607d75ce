import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { EpochMs } from '../../core/time.ts';
import type { ComponentPlace } from '../components/component-reader.ts';

/** The updates of the CloudFormation stack that a resource belongs to; none where it belongs to no stack. */
export const stackChanges = async (
  resource: string,
  { clients }: ComponentPlace,
  span: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<readonly Change[]> => {
  const client = clients.of(CloudFormationClient);
  const stack = await stackOf(resource, client);
  if (stack === undefined) return [];
  const events = await eventsSince(stack, span.from, client);
  return events
    .flatMap((event) => changeOf(event, events))
    .filter(({ at }) => span.from <= at && at <= span.to);
};

const stackOf = async (
  PhysicalResourceId: string,
  client: CloudFormationClient,
): Promise<string | undefined> => {
  try {
    const { StackResources: found } = await client.send(
      new DescribeStackResourcesCommand({ PhysicalResourceId }),
    );
    return found?.find(({ PhysicalResourceId: id }) => id === PhysicalResourceId)?.StackId;
  } catch (error) {
    // What belongs to no stack is answered with an error.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
};

/** Newest first, as CloudFormation tells them. */
const eventsSince = async (
  StackName: string,
  from: EpochMs,
  client: CloudFormationClient,
): Promise<readonly StackEvent[]> => {
  const events: StackEvent[] = [];
  for await (const { StackEvents: page = [] } of paginateDescribeStackEvents({ client }, { StackName })) {
    events.push(...page.filter(({ Timestamp: at }) => Number(at) >= from));
    if (page.some(({ Timestamp: at }) => Number(at) < from)) break;
  }
  return events;
};

const STARTED: ReadonlySet<string> = new Set([
  'CREATE_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
]);

/** One change for each operation on the stack, at its start: the resources follow within minutes. */
const changeOf = (event: StackEvent, all: readonly StackEvent[]): readonly Change[] => {
  const { StackName: name, Timestamp: at, ResourceStatus: status = '' } = event;
  if (!isOfStack(event) || !STARTED.has(status) || !at || name === undefined) return [];
  const latest = all.find(isOfStack);
  const rollBack = rollBackOf(name, latest?.ResourceStatus ?? '');
  return [
    {
      at: at.getTime(),
      what: OPERATIONS[status] ?? 'the update',
      component: `stack ${name}`,
      ...(rollBack !== undefined && { rollBack }),
    },
  ];
};

const OPERATIONS: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'the creation',
  UPDATE_IN_PROGRESS: 'the update',
  IMPORT_IN_PROGRESS: 'the import',
  ROLLBACK_IN_PROGRESS: 'the roll-back',
  UPDATE_ROLLBACK_IN_PROGRESS: 'the roll-back',
};

const isOfStack = ({ PhysicalResourceId: id, StackId: stack }: StackEvent): boolean => id === stack;

/** What went through is undone by deploying the older template, for which there is no command. */
const rollBackOf = (name: string, status: string): string | undefined => {
  switch (status) {
    case 'UPDATE_IN_PROGRESS':
      return `aws cloudformation cancel-update-stack --stack-name ${name}`;
    case 'UPDATE_FAILED':
    case 'CREATE_FAILED':
      return `aws cloudformation rollback-stack --stack-name ${name}`;
    case 'UPDATE_ROLLBACK_FAILED':
      return `aws cloudformation continue-update-rollback --stack-name ${name}`;
    default:
      return undefined;
  }
};
