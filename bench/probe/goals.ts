import { ratioOf, valueOf, type Rounds, type Spread } from './rounds.ts';

/** The rounds of every suite that was run. */
export type Suites = Readonly<
  Partial<Record<'http' | 'https' | 'timing' | 'memory' | 'names' | 'cold' | 'minute', Rounds>>
>;

/** What the product is held to, and what it came to. */
export interface Goal {
  readonly name: string;
  readonly target: string;
  readonly measured: Spread | undefined;
  readonly unit: string;
  readonly met: boolean | undefined;
}

/** All goals whose suites were run. */
export const goalsOf = (suites: Suites): readonly Goal[] => [
  ...cpuGoals(suites),
  ...timingGoals(suites.timing),
  ...memoryGoals(suites.memory),
  ...(suites.names
    ? [
        atMost(
          'DNS p99 of healthy names beside 8 dead ones',
          valueOf(suites.names, 'whydown names beside 8 dead', 'dnsP99Ms'),
          5,
          ' ms',
        ),
      ]
    : []),
  ...coldGoals(suites.cold),
  ...minuteGoals(suites.minute),
];

const atMost = (name: string, measured: Spread | undefined, limit: number, unit: string): Goal => ({
  name,
  target: `≤ ${limit}${unit}`,
  measured,
  unit,
  met: measured && measured.median <= limit,
});

const cpuGoals = ({ http, https }: Suites): readonly Goal[] => {
  const ratio = (rounds: Rounds, of: string, to: string): Spread | undefined =>
    ratioOf(rounds, { key: 'cpuUs', of, to });
  return [
    ...(http
      ? [
          atMost(
            'CPU per HTTP probe vs blackbox_exporter (c10)',
            ratio(http, 'whydown c10', 'blackbox c10'),
            0.5,
            'x',
          ),
          atMost(
            'CPU per HTTP probe vs wrk close (c10)',
            ratio(http, 'whydown c10', 'wrk close c10'),
            5,
            'x',
          ),
        ]
      : []),
    ...(https
      ? [
          atMost(
            'CPU per TLS probe vs blackbox_exporter (full handshake, ECDSA, c10)',
            ratio(https, 'whydown ECDSA c10', 'blackbox ECDSA c10'),
            1,
            'x',
          ),
        ]
      : []),
  ];
};

const timingGoals = (timing: Rounds | undefined): readonly Goal[] => {
  if (!timing) return [];
  const goals = (label: string, limitMs: number, limitRatio: number): readonly Goal[] => [
    atMost(
      `TTFB error p50, paced ${label}`,
      valueOf(timing, `whydown ${label}`, 'errorP50Ms'),
      limitMs,
      ' ms',
    ),
    atMost(
      `TTFB error p50, paced ${label}, vs blackbox`,
      ratioOf(timing, { key: 'errorP50Ms', of: `whydown ${label}`, to: `blackbox ${label}` }),
      limitRatio,
      'x',
    ),
  ];
  const coverage = (label: string): Goal => {
    const measured = valueOf(timing, `whydown ${label}`, 'covered');
    return {
      name: `true error within the error bar + 0.5 ms, ${label}`,
      target: '≥ 99 %',
      measured,
      unit: ' %',
      met: measured && measured.median >= 99,
    };
  };
  return [
    ...goals('HTTP 1000/s', 0.3, 0.25),
    ...goals('TLS 400/s', 0.7, 0.5),
    ...['HTTP 1000/s', 'TLS 400/s', 'HTTP c100', 'TLS c25'].map(coverage),
  ];
};

const memoryGoals = (memory: Rounds | undefined): readonly Goal[] => {
  if (!memory) return [];
  const ratio = (of: string, to: string): Spread | undefined => ratioOf(memory, { key: 'rssMb', of, to });
  const [flight, many] = ['1,000 in flight', '10,000 targets c500'];
  return [
    atMost(
      'RSS with 1,000 probes in flight vs blackbox',
      ratio(`whydown ${flight}`, `blackbox ${flight}`),
      0.8,
      'x',
    ),
    atMost(
      'RSS with 10,000 targets vs a plain undici Agent',
      ratio(`whydown ${many}`, `undici ${many}`),
      0.6,
      'x',
    ),
  ];
};

const minuteGoals = (minute: Rounds | undefined): readonly Goal[] => {
  if (!minute) return [];
  const to = 'a function of undici, CloudWatch and DynamoDB SDK, zod';
  return (
    [
      ['from a cold start to the first probe', 'firstProbeMs'],
      ['from a cold start to the end of a healthy minute', 'doneMs'],
    ] as const
  ).map(([name, key]) =>
    atMost(`${name}, vs ${to}`, ratioOf(minute, { key, of: 'whydown probe function', to }), 1, 'x'),
  );
};

const coldGoals = (cold: Rounds | undefined): readonly Goal[] => {
  if (!cold) return [];
  const ratio = (of: string, to = 'undici + CloudWatch SDK + zod'): Spread | undefined =>
    ratioOf(cold, { key: 'importMs', of, to });
  return [
    atMost(
      'cold import of the probe path, http loaded, vs undici + SDK + zod',
      ratio('whydown probe path, http loaded'),
      0.5,
      'x',
    ),
    atMost(
      'cold import of the probe path, all types loaded, vs undici + SDK + zod',
      ratio('whydown probe path, all types loaded'),
      0.5,
      'x',
    ),
    atMost(
      'cold import of the whole probe function vs undici + CloudWatch SDK + zod',
      ratio('whydown probe function, http loaded'),
      0.5,
      'x',
    ),
    atMost(
      'cold import of the whole probe function vs undici + the same SDK clients + zod',
      ratio('whydown probe function, http loaded', 'undici + the SDK clients of the function + zod'),
      0.5,
      'x',
    ),
  ];
};
