import { LambdaClient } from '@aws-sdk/client-lambda';

import type { Config } from '../../core/config/config.ts';
import { componentFindings, undiagnosable } from '../../core/doctor/component-findings.ts';
import { requestFindings } from '../../core/doctor/find-requests.ts';
import { findingsOf, inOrder, type Finding } from '../../core/doctor/finding.ts';
import { secretFindings } from '../../core/doctor/secret-findings.ts';
import type { SentRequest } from '../../core/doctor/send-requests.ts';
import { traceRequests } from '../../core/doctor/trace-requests.ts';
import { planHash } from '../plan-folder.ts';
import { alarmLook } from './alarm-look.ts';
import { askDiagnose, askFunction } from './ask-function.ts';
import type { PlanSummary, SecretsAnswer, SentAnswer, TracedAnswer } from './doctor-call.ts';
import { functionLook } from './function-look.ts';
import { groupFindings } from './group-findings.ts';
import { lookAt, type Look, type Site } from './look.ts';
import { queueLook } from './queue-look.ts';
import { scheduleLook } from './schedule-look.ts';
import { topicFindings } from './topic-findings.ts';

const plan = findingsOf('plan');
const functions = findingsOf('functions');

/** What is done besides looking. */
export interface ExamineOptions {
  /** The config of this folder, to see whether it is the one that runs. */
  readonly config: Config | undefined;
  /** Whether requests are sent, to see whether they arrive in the logs. */
  readonly sends: boolean;
}

/** Everything that can be found out of a deployment. */
export const examineDeployment = async (
  site: Site,
  { config, sends }: ExamineOptions,
): Promise<readonly Finding[]> => {
  const client = new LambdaClient({});
  const { probe, notify, diagnose } = site.deployment.functions;
  const [probed, notified, diagnosed] = await Promise.allSettled([
    askFunction<SecretsAnswer>(client, probe),
    askFunction<SecretsAnswer>(client, notify),
    askDiagnose(client, diagnose),
  ]);
  const answers = [probed, notified, diagnosed];
  const plans = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value.plan : []));
  const topics = notified.status === 'fulfilled' ? notified.value.topics : [];
  const components = diagnosed.status === 'fulfilled' ? diagnosed.value.components : [];
  const looks: readonly Look[] = [
    scheduleLook,
    functionLook(plans[0] ?? { shortestIntervalMs: 60_000, locations: ['home'] }),
    queueLook,
    alarmLook,
    topicLook(topics),
    { area: 'logs', actions: 'logs:DescribeLogGroups', look: () => groupFindings(components) },
  ];
  const [looked, requests] = await Promise.all([
    Promise.all(looks.map((look) => lookAt(look, site))),
    sends ? lookAt(requestLook(client), site) : [],
  ]);
  return inOrder([
    ...looked.flat(),
    ...answers.flatMap((each) => (each.status === 'rejected' ? [silent(each.reason)] : [])),
    ...planFindings(plans, config, site),
    ...(config && isOf(plans, config) ? undiagnosable(config.checks) : []),
    ...secretsOf(probed, 'probe'),
    ...secretsOf(notified, 'notify'),
    ...componentFindings(components),
    ...requests,
  ]);
};

/** Most of what is logged arrives within seconds, and a minute is what somebody waits who asked for it. */
const WAITS_MS = [2_000, 4_000, 8_000, 15_000, 30_000];

/** Sends from where probes come, and looks where diagnoses look. */
const requestLook = (client: LambdaClient): Look => ({
  area: 'logs',
  actions: 'lambda:InvokeFunction',
  look: async ({ deployment: { functions: names }, clock }) => {
    const { sent } = await askFunction<SentAnswer>(client, names.probe, { skip: 0, send: true });
    const find = async (wanted: readonly SentRequest[]) =>
      (await askFunction<TracedAnswer>(client, names.diagnose, { skip: 0, find: wanted })).traced;
    return requestFindings(await traceRequests(sent, { find, clock, waitsMs: WAITS_MS }));
  },
});

const topicLook = (topics: readonly string[]): Look => ({
  area: 'topics',
  actions: 'sns:ListSubscriptionsByTopic',
  look: async ({ deployment: { topic } }) => {
    const own = await topicFindings(topic, 'where alarms about whydown itself go');
    const others = await Promise.all(
      topics.filter((each) => each !== topic).map((each) => topicFindings(each, 'a notifier')),
    );
    return [...own, ...others.flat()];
  },
});

const secretsOf = (answer: PromiseSettledResult<SecretsAnswer>, who: string): readonly Finding[] =>
  answer.status === 'fulfilled' ? secretFindings(answer.value.secrets, who, makeSecret) : [];

// secret:slack#url   ssm:/slack/url
const makeSecret = (reference: string): string => {
  const [, scheme, name = ''] = /^(secret|ssm):([^#]+)/.exec(reference) ?? [];
  return scheme === 'ssm'
    ? `aws ssm put-parameter --type SecureString --name ${name} --value …`
    : `aws secretsmanager create-secret --name ${name} --secret-string …`;
};

const silent = (error: unknown): Finding => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return name.startsWith('AccessDenied')
    ? functions.unseen(`could not be asked: ${message}`, 'allow lambda:InvokeFunction to your credentials')
    : functions.fault(message, 'its log says why');
};

const planFindings = (
  plans: readonly PlanSummary[],
  config: Config | undefined,
  { stack, siblings }: Site,
): readonly Finding[] => {
  const [first, ...others] = plans;
  if (!first) return [];
  if (others.some(({ hash }) => hash !== first.hash))
    return [plan.fault('the functions run with different plans', `deploy ${stack} again`)];
  if (!config) return [plan.good(`the functions run with plan ${first.hash}`)];
  if (isOf(plans, config)) return [plan.good('what is deployed is the config of this folder')];
  if (siblings.length > 0)
    return [
      plan.unseen(
        'what is deployed is not the config of this folder, which may be that of another construct',
        'look at one construct with its config: --construct … -c …',
      ),
    ];
  return [
    plan.fault(
      'what is deployed is not the config of this folder',
      `npx cdk diff, then npx cdk deploy, with the same config (-c config=…) for the stack ${stack}`,
    ),
  ];
};

const isOf = ([first]: readonly PlanSummary[], config: Config): boolean => first?.hash === planHash(config);
