/** A rule that is not meant for us, and why. */
export interface Skip {
  readonly rule: string;
  readonly reason: string;
  /** The logical ids that it is about; all of them when it is left out. */
  readonly only?: RegExp;
  /** The stacks that it is about; all of them when it is left out. */
  readonly stacks?: RegExp;
}

/** Stacks that are made without an `encryptionKey`, and those of other regions, which it does not reach. */
const WITHOUT_KEY = /^(?!WithKey$)/;

/** Every rule that the audit leaves out. One that nothing needs any more is an error. */
export const SKIPS: readonly Skip[] = [
  {
    rule: 'W3005',
    reason:
      'the CDK lets a function depend on its role by name too, so that the policy is there before the first call',
  },
  {
    rule: 'CKV_AWS_111',
    reason: 'EC2 knows no resources for the network interfaces that Lambda makes in a VPC',
    only: /^ProbesProberinsideRole/,
  },
  {
    rule: 'CKV_AWS_115',
    reason:
      'reserved concurrency fails in new accounts, which have none to give; SQS mappings are bounded by maxConcurrency',
  },
  {
    rule: 'CKV_AWS_116',
    reason:
      'what comes from a queue has the dead-letter queue of that queue; other calls are synchronous, or for a minute that is over',
  },
  {
    rule: 'CKV_AWS_117',
    reason: 'probes of public endpoints need the internet; vpc puts the probe function into a VPC by choice',
  },
  {
    rule: 'CKV_AWS_119',
    reason: 'encrypted by the key of AWS for DynamoDB; encryptionKey takes a key of one’s own',
    stacks: WITHOUT_KEY,
  },
  {
    rule: 'CKV_AWS_158',
    reason: 'log groups are always encrypted; encryptionKey takes a key of one’s own',
    stacks: WITHOUT_KEY,
  },
  {
    rule: 'CKV_AWS_173',
    reason:
      'the environment holds names of resources and no secret, and is always encrypted; encryptionKey takes a key of one’s own',
    stacks: WITHOUT_KEY,
  },
  {
    rule: 'CKV_AWS_258',
    reason:
      'jobs that report to a heartbeat have no credentials of AWS; each call carries the token of its check',
    only: /^ProbesHeartbeat/,
  },
  {
    rule: 'CKV_AWS_26',
    reason: 'alarms cannot publish to a topic under the key of AWS for SNS; encryptionKey encrypts the topic',
    stacks: WITHOUT_KEY,
  },
  {
    rule: 'CKV_AWS_27',
    reason:
      'encrypted by SQS itself, which the rule does not look at; encryptionKey takes a key of one’s own',
    stacks: WITHOUT_KEY,
  },
];
