import { globSync, readFileSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { consumer, pack, synthesise } from './packed.ts';

const SLOW = 240_000;

const APP = `
import { App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CheckAlarms, checkMetric, readConfig, StateTable, Whydown, type WhydownProps } from 'whydown';

const app = new App({ outdir: 'cdk.out' });
const env = { account: '123456789012', region: 'eu-central-1' };
const stateful = new Stack(app, 'Stateful', { env });
const stack = new Stack(app, 'Shop', { env });
const topic = new Topic(stack, 'Topic');
const props: WhydownProps = {
  config: 'whydown.yaml',
  env: {},
  topic,
  table: new StateTable(stateful, 'Table'),
  checkAlarms: false,
  tags: { team: 'shop' },
};
const whydown = new Whydown(stack, 'Probes', props);
new CheckAlarms(stack, 'Alarms', { config: readConfig('whydown.yaml', {}), actions: [new SnsAction(topic)] })
  .alarmFor('orders').addOkAction(new SnsAction(topic));
whydown.metricDuration('orders', { period: Duration.minutes(5) }).createAlarm(stack, 'Slow', {
  threshold: 2_000,
  evaluationPeriods: 3,
});
whydown.grantReadState(new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
whydown.dashboard?.addWidgets(whydown.incidentWidget({ group: 'shop' }));
console.log(checkMetric('orders', 'Failed').metricName);
app.synth();
`;

const CONFIG = `
checks:
  - { name: orders, group: shop, url: https://example.com/orders }
locations: [home, eu-west-1]
`;

const folders: Record<'module' | 'commonjs' | 'elsewhere', string> = {
  module: '',
  commonjs: '',
  elsewhere: '',
};
let root: TemporaryFolder;

beforeAll(async () => {
  root = await temporaryFolder();
  const base = await realpath(root.path);
  const archive = pack(base);
  folders.module = join(base, 'app');
  folders.commonjs = join(base, 'old/app');
  folders.elsewhere = join(base, 'a much longer name of a folder/that is deeper/app');
  for (const [name, folder] of Object.entries(folders)) {
    await mkdir(folder, { recursive: true });
    consumer(folder, {
      archive,
      type: name === 'commonjs' ? 'commonjs' : 'module',
      app: APP,
      config: CONFIG,
    });
  }
  return () => root[Symbol.asyncDispose]();
}, SLOW);

const templates = (folder: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    globSync('cdk.out/*.template.json', { cwd: folder })
      .sort()
      .map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown]),
  );

describe('the published package', () => {
  it.each(['module', 'elsewhere', 'commonjs'] as const)(
    'compiles and synthesises in the app of somebody else: %s',
    (name) => {
      expect(synthesise(folders[name])).toBe('Failed\n');
      expect(Object.keys(templates(folders[name]))).toEqual([
        'cdk.out/Shop-eu-west-1.template.json',
        'cdk.out/Shop.template.json',
        'cdk.out/Stateful.template.json',
      ]);
    },
    SLOW,
  );

  it('brings the code of its functions along', () => {
    const bundles = globSync('cdk.out/asset.*/index.js', { cwd: folders.module });
    expect(bundles).toHaveLength(6);
  });

  it('makes equal templates with equal hashes of assets in every folder, so that cdk diff is quiet', () => {
    expect(templates(folders.elsewhere)).toEqual(templates(folders.module));
    expect(templates(folders.commonjs)).toEqual(templates(folders.module));
    expect(JSON.stringify(templates(folders.module))).toMatch(/"S3Key":"[0-9a-f]{64}\.zip"/);
  });

  it('leaves no path of the machine and no time in what is deployed', () => {
    const deployed = globSync('cdk.out/{asset.*/**/*,*.template.json}', {
      cwd: folders.module,
      withFileTypes: true,
    });
    const files = deployed.filter((each) => each.isFile());
    expect(files.length).toBeGreaterThan(100);
    for (const { parentPath, name } of files) {
      const text = readFileSync(join(parentPath, name), 'latin1');
      expect(text.includes(root.path), name).toBe(false);
      expect(text.includes(join(import.meta.dirname, '../..')), name).toBe(false);
    }
  });
});
