import * as v from 'valibot';

import { alarmItem } from './alarm-section.ts';
import { RESULTS } from './config.ts';
import { controlTargets } from './control-section.ts';
import { described, httpUrl, name, text } from './fields.ts';
import { maintenanceItem } from './maintenance.ts';

const locationName = v.pipe(
  v.string('expected a location'),
  v.regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected a location of at most 32 lower-case letters, digits or -'),
);

const location = v.strictObject({
  name: described(locationName, 'What it is called in incidents and metrics.'),
  region: v.optional(
    described(text('expected a region'), 'Its region; the home region when it is left out.'),
  ),
  vpc: v.optional(described(text('expected the id of a VPC'), 'A VPC to probe from.')),
  subnets: v.optional(
    described(
      v.array(text('expected the id of a subnet')),
      'Subnets of the VPC, with a way to what is probed.',
    ),
  ),
  securityGroups: v.optional(
    described(
      v.array(text('expected the id of a security group')),
      'Security groups of the prober in the VPC.',
    ),
  ),
  controlTargets: v.optional(controlTargets),
});

const locationItem = v.union(
  [
    v.pipe(
      locationName,
      v.transform((word) => (word === 'home' ? { name: word } : { name: word, region: word })),
    ),
    location,
  ],
  'expected home, a region, or a map with a name',
);

const anyMap = (expected: string) => v.record(v.string(), v.unknown(), expected);

/** The keys of an included file; its values are looked at one by one. */
export const FILE_ENTRIES = {
  defaults: v.optional(
    described(anyMap('expected a map'), 'Keys of checks that hold where a check does not say otherwise.'),
  ),
  checks: v.optional(
    described(
      v.array(anyMap('expected a map with a name and a url'), 'expected a list of checks'),
      'What to watch.',
    ),
  ),
  notifiers: v.optional(
    described(
      v.record(name(), anyMap('expected a map with a type'), 'expected a map of notifiers'),
      'Whom to tell: a name of your choice, and what is behind it.',
    ),
  ),
  maintenance: v.optional(
    described(v.array(maintenanceItem, 'expected a list of windows'), 'Times in which nobody is told.'),
  ),
  include: v.optional(
    described(
      v.union([text(), v.array(text('expected a path'))], 'expected a path or a list of paths'),
      'Further files with checks, relative to this one; `*` takes all that fit.',
    ),
  ),
};

/** The keys of the main file: those of any file, and what holds for all of them. */
export const MAIN_ENTRIES = {
  ...FILE_ENTRIES,
  results: v.optional(
    described(v.picklist(RESULTS), 'Which results of probes are kept as structured lines.'),
    'failures',
  ),
  locations: v.optional(
    described(
      v.pipe(
        v.array(locationItem, 'expected a list of locations'),
        v.minLength(1, 'expected at least one location'),
      ),
      'Places to probe from: `home`, other regions, VPCs; those but home on AWS only.',
    ),
    ['home'],
  ),
  controlTargets: v.optional(controlTargets, []),
  deadMan: v.optional(
    described(
      httpUrl(),
      'An address outside that gets a GET in every minute while the watch goes on, and raises the alarm when it gets none: healthchecks.io, Cronitor, Uptime Kuma. It is a secret.',
    ),
  ),
  diagnoseAlarms: v.optional(
    described(
      v.array(alarmItem, 'expected a list of alarms'),
      'Alarms of CloudWatch that open an incident and are diagnosed; AWS only.',
    ),
    [],
  ),
};

/** An included file. */
export const includedFileSchema = v.strictObject(FILE_ENTRIES);

/** The main file. */
export const mainFileSchema = v.strictObject(MAIN_ENTRIES);
