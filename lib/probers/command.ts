import * as v from 'valibot';

import { described, text, texts } from '../core/config/fields.ts';
import { defineProber } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import { runCommand } from './transport/command/run-command.ts';
import { fillText, fillValues } from './transport/http/fill-texts.ts';
import { observe } from './transport/observe.ts';
import { failed } from './transport/outcome.ts';

/** Runs a command of one's own machine. */
export const command = defineProber({
  type: 'command',
  summary: "A command on one's own machine: its exit code and what it prints. Embedded only.",
  only: 'embedded',
  entries: {
    command: described(
      v.pipe(v.array(text()), v.minLength(1, 'expected the program and its arguments')),
      'The program and its arguments; no shell comes between.',
    ),
    env: v.optional(described(texts(), 'Environment variables, beside `PATH` and `HOME`.'), {}),
    cwd: v.optional(
      described(
        text(),
        'The folder to run in, seen from the config; the one that whydown runs in when it is left out.',
      ),
    ),
  },
  files: [{ keys: ['cwd'], holds: 'folder' }],
  expects: ['latency', 'exitCode', 'output'],
  describe: ({ command: words }) => `command ${hideSecrets(words.join(' '))}`,
  // Nobody but its author knows what a command does.
  idempotent: () => false,
  probe: (target, context) =>
    observe(context, async (trace) => {
      if (!context.embedded) return failed(NOT_HERE);
      const [program = '', ...args] = await Promise.all(
        target.command.map((word) => fillText(word, context.fill)),
      );
      const env = Object.fromEntries(await fillValues(target.env, context.fill));
      return runCommand({ program, args, env, cwd: target.cwd }, trace);
    }),
});

const NOT_HERE = {
  kind: 'prober',
  code: 'EMBEDDED_ONLY',
  message: 'commands run on your own machine only, with `whydown run`',
} as const;
