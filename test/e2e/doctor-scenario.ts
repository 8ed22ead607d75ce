import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';

import { deploymentIn, type Deployment } from '../../lib/aws/deployment.ts';
import type { Finding } from '../../lib/core/doctor/finding.ts';
import { STACK, type Deployed } from './deployed.ts';
import { alarmsOf } from './seen.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line, as a user of the account runs it. */
const whydown = ({ emulator }: Deployed, args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const options = { cwd: REPOSITORY, env: emulator.env, timeout: 100_000 };
    execFile(process.execPath, ['bin/whydown.ts', ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

const configOf = ({ emulator }: Deployed): readonly string[] => ['-c', join(emulator.dir, 'whydown.yaml')];

const doctor = async (
  at: Deployed,
  more: readonly string[] = [],
): Promise<{ readonly code: number; readonly findings: readonly Finding[] }> => {
  const args = ['doctor', '--stack', STACK, '--json', ...more, ...configOf(at)];
  const { code, stdout, stderr } = await whydown(at, args);
  if (stdout === '') throw new Error(`whydown doctor ended with ${code}: ${stderr}`);
  return { code, ...(JSON.parse(stdout) as { readonly findings: readonly Finding[] }) };
};

const faultsIn = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter((finding) => finding.level === 'fault' && !isOfDispatch(finding))
    .map(({ area, text }) => `${area}: ${text}`);

const deploymentOf = async ({ emulator }: Deployed): Promise<Deployment> => {
  const client = new CloudFormationClient(emulator.clientConfig);
  const { Stacks: stacks } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
  const values = stacks
    ?.flatMap(({ Outputs: outputs = [] }) => outputs)
    .map(({ OutputValue: value = '' }) => value);
  const [deployment] = (values ?? []).flatMap((value) => deploymentIn(value) ?? []);
  if (!deployment) throw new Error(`stack ${STACK} says nothing of itself`);
  return deployment;
};

/** The emulator counts calls of a schedule only now and then, so nothing is asked of when dispatch ran. */
const isOfDispatch = ({ text }: Finding): boolean => /^dispatch (?:last ran|did not run)/.test(text);

/** Of the config itself: a secret and a log group that are not there, so that probes of one check are missed. */
const WRONG_FROM_THE_START = [
  /^functions: \d+ probes from [\w-]+ were missed within the hour$/,
  /^alarms: Shop-ProbesOwnMissedProbes\w+-\w+ is in ALARM/,
  /^secrets: probe cannot read secret:nowhere#token \(used by without-secret\)/,
  /^logs: log group \/not\/there: it does not exist \(behind diagnoseAlarms\)$/,
];

/** The stack is as it was deployed. */
export const doctorOfTheWell = (at: () => Deployed): void => {
  it('is found well by the doctor, but for what is wrong with its config', async () => {
    const { code, findings } = await doctor(at(), ['--probe']);
    const faults = faultsIn(findings);
    for (const known of WRONG_FROM_THE_START) expect(faults).toContainEqual(expect.stringMatching(known));
    expect(faults.filter((fault) => !WRONG_FROM_THE_START.some((known) => known.test(fault)))).toEqual([]);
    expect(code).toBe(1);
    const good = findings
      .filter((finding) => finding.level === 'good' && !isOfDispatch(finding))
      .map(({ area, text }) => `${area}: ${text}`);
    expect(good).toEqual([
      'plan: what is deployed is the config of this folder',
      expect.stringMatching(/^schedule: Shop-ProbesEveryMinute\S+ is on$/),
      expect.stringMatching(/^functions: probe last ran \w[\w ]* ago$/),
      'queues: the dead-letter queue of diagnose is empty',
      'queues: the dead-letter queue of notify is empty',
      'topics: mail, a notifier, reaches arn:aws:sqs:us-east-1:000000000000:mail',
      'secrets: probe can read 1 secret: secret:whydown-e2e#token',
      'secrets: notify can read 2 secrets: secret:whydown-e2e#url, ssm:/whydown-e2e/slack',
      expect.stringMatching(/^logs: \/shop\/app can be read; \d+ of \d+ newest records carry a request id$/),
      // One of the two says what both would.
      expect.stringMatching(
        /^logs: the request that was sent for shop-(?:orders|cart) is in \/shop\/app, by its id$/,
      ),
    ]);
    expect(findings.filter(({ level }) => level === 'unseen')).toEqual([]);
  });

  it('costs what its alarms and secrets say', async () => {
    const { stdout } = await whydown(at(), ['cost', '--json', ...configOf(at())]);
    const { lines } = JSON.parse(stdout) as { readonly lines: readonly { item: string; quantity: number }[] };
    const quantityOf = (item: string) => lines.find((line) => line.item === item)?.quantity;
    expect(quantityOf('standardAlarms')).toBe((await alarmsOf(at().emulator, STACK)).length);
    expect(quantityOf('secrets')).toBe(2);
  });
};

/** The stack is as `stripped-app.ts` deployed it. */
export const doctorOfTheSick = (at: () => Deployed): void => {
  it('is found sick by the doctor: a schedule that is off, a step that was given up, an alarm that is gone, logs that the role may not read', async () => {
    const { emulator } = at();
    const { schedule, queues, alarms } = await deploymentOf(at());
    await switchOff(new SchedulerClient(emulator.clientConfig), schedule);
    const letter = { QueueUrl: queues.notifyParked, MessageBody: '{"stepId":"notify:opened:gone"}' };
    await new SQSClient(emulator.clientConfig).send(new SendMessageCommand(letter));
    const [gone] = (await alarmsOf(emulator, `${alarms}OwnNotifyErrors`)).map(({ AlarmName }) => AlarmName!);
    await new CloudWatchClient(emulator.clientConfig).send(new DeleteAlarmsCommand({ AlarmNames: [gone!] }));
    const { code, findings } = await doctor(at());
    expect(code).toBe(1);
    const faults = faultsIn(findings);
    expect(faults).toEqual(
      expect.arrayContaining([
        `schedule: ${schedule} is off: nothing is probed`,
        expect.stringMatching(
          /^queues: \d+ messages? lies? in the dead-letter queue of notify: steps of incidents/,
        ),
        `alarms: 1 alarm of the stack was deleted: ${gone}`,
        expect.stringMatching(
          /^logs: log group \/shop\/app: .*not authorized to perform: logs:FilterLogEvents/,
        ),
      ]),
    );
    const denied = findings.find(({ text }) => text.startsWith('log group /shop/app'));
    expect(denied?.fix).toBe(
      'allow logs:FilterLogEvents and logs:StartQuery on /shop/app to the diagnose role',
    );
  });
};

const switchOff = async (client: SchedulerClient, Name: string): Promise<void> => {
  const { ScheduleExpression, Target, FlexibleTimeWindow } = await client.send(
    new GetScheduleCommand({ Name }),
  );
  await client.send(
    new UpdateScheduleCommand({ Name, ScheduleExpression, Target, FlexibleTimeWindow, State: 'DISABLED' }),
  );
};
