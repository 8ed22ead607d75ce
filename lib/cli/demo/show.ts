import { join } from 'node:path';

import { FAULTS, type FaultName } from '../../demo/faults.ts';
import { systemClock } from '../../system/clock.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { paintNotification } from '../render/notification.ts';
import { paintFor } from '../render/paint.ts';
import { clockOf, renderIncidentChange, renderProbe } from '../render/timeline.ts';
import { untilStopped } from '../until-stopped.ts';
import { openStage, playFault, type Audience, type Stage } from './scenario.ts';

/** Below the current folder, like the state of a real watch. */
export const DEMO_FOLDER = join('.whydown', 'demo');

/** Time to read the diagnosis before the shop recovers. */
const LINGER_MS = 3_000;

/** Prints everything as it happens. */
const printing = (io: Io): Audience => {
  const paint = paintFor(io);
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) io.stdout.write(`${lines.join('\n')}\n`);
  };
  return {
    scene: (text) => print(['', `${paint.faint(clockOf(systemClock.now()))}  ${paint.accent(`— ${text}`)}`]),
    probed: (monitored) => {
      print(renderProbe(monitored, paint));
      print(renderIncidentChange(monitored, systemClock.now(), paint));
    },
    notified: (text) => print(['', paintNotification(text, paint), '']),
  };
};

/** Plays one fault for somebody who looks on, then leaves the shop running for their own faults until Ctrl-C. */
export const showDemo = async (io: Io, fault: FaultName = 'db-refused'): Promise<ExitCode> => {
  const paint = paintFor(io);
  io.stdout.write(`${paint.strong('whydown')} says that an endpoint is down, why, and what to do about it\n`);
  const stopped = untilStopped();
  const folder = join(io.cwd(), DEMO_FOLDER);
  await using stage = await openStage(io, folder, printing(io));
  io.stdout.write(`${paint.faint(`the same as a page: ${stage.pageUrl}`)}\n`);
  const ended = await Promise.race([
    stopped.then(() => 'stopped'),
    playFault(stage, fault, LINGER_MS).then(() => 'played'),
  ]);
  if (ended === 'stopped') return EXIT.healthy;
  io.stdout.write(`\n${inviting(stage)}\n\n`);
  await stopped;
  return EXIT.healthy;
};

const inviting = ({ target }: Stage): string =>
  [
    `the shop goes on at ${target.url}/orders; break it yourself and watch, Ctrl-C ends:`,
    ...Object.keys(FAULTS).map(
      (name) => `  curl -X PUT ${target.url}/__faults/${name}    (-X DELETE repairs it)`,
    ),
    'your own endpoints: write a whydown.yaml here, see docs/reference/config.md, and start again',
  ].join('\n');
