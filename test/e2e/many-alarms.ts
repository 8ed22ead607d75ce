import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { httpServer, type TestHttpServer } from '../support/http-server.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { runCdk } from './run-cdk.ts';

/** The stack with many alarms on the emulator, with a prober in a VPC. */
export interface ManyAlarms extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly target: TestHttpServer;
  readonly network: NetworkOutputs;
  readonly pagesUrl: string;
  /** Runs `cdk` with the same config. */
  cdk(args: readonly string[]): Promise<string>;
  /** The same with what was synthesised last, which bundles nothing anew. */
  cdkOfDeployed(args: readonly string[]): Promise<string>;
}

interface NetworkOutputs {
  readonly VpcId: string;
  readonly SubnetId: string;
  readonly GroupId: string;
}

/** Two alarms each, and three rules per window: more than one stack has room for. */
export const DAILY_CHECKS = 130;

/** Probed from the VPC alone. */
export const INSIDE = 'inside-api';

const APP = `${process.execPath} ${join(import.meta.dirname, 'alarms-app.ts')}`;

const configFor = (url: string, { VpcId, SubnetId, GroupId }: NetworkOutputs): string => `
locations:
  - home
  - { name: inside, vpc: ${VpcId}, subnets: [${SubnetId}], securityGroups: [${GroupId}] }
defaults: { reach: private, interval: 1d, locations: [home], timeout: 2s, metrics: full }
checks:
  - { name: ${INSIDE}, url: "${url}/", interval: 10s, locations: [inside] }
${Array.from({ length: DAILY_CHECKS }, (_, n) => `  - { name: daily-${n}, group: ${n % 2 ? 'odd' : 'even'}, url: "${url}/${n}" }`).join('\n')}
maintenance:
  - { groups: [even], cron: "*/10 * * * *", duration: 1h, zone: Europe/Berlin }
  - { groups: [odd], from: 2020-01-01T00:00:00Z, to: 2020-01-01T01:00:00Z }
`;

/** Deploys the VPC, then the stack that names it. */
export const deployManyAlarms = async (): Promise<ManyAlarms> => {
  const stack = new AsyncDisposableStack();
  try {
    const emulator = stack.use(await startEmulator({ region: 'us-east-1' }));
    const target = stack.use(await httpServer(200));
    const outputsFile = join(emulator.dir, 'outputs.json');
    const config = join(emulator.dir, 'whydown.yaml');
    const deploy = ['--require-approval', 'never', '--outputs-file', outputsFile, '--app', APP];
    await runCdk(emulator, ['bootstrap', `aws://${emulator.account}/${emulator.region}`]);
    await runCdk(emulator, ['deploy', 'Network', ...deploy]);
    const { Network: network } = await read<{ readonly Network: NetworkOutputs }>(outputsFile);
    await writeFile(config, configFor(target.url, network));
    const cdk: ManyAlarms['cdk'] = (args) =>
      runCdk(emulator, [...args, '--app', APP, '-c', `config-of-many=${config}`]);
    await cdk(['deploy', 'Many', ...deploy.slice(0, -2)]);
    const { Many: many } = await read<{ readonly Many: { readonly PagesUrl: string } }>(outputsFile);
    const owned = stack.move();
    return {
      emulator,
      target,
      network,
      pagesUrl: many.PagesUrl,
      cdk,
      cdkOfDeployed: (args) => runCdk(emulator, [...args, '--app', join(emulator.dir, 'cdk.out')]),
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

const read = async <Value>(file: string): Promise<Value> => JSON.parse(await readFile(file, 'utf8')) as Value;
