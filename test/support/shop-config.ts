import type { Config } from '../../lib/core/config/config.ts';
import { configOf } from './config-of.ts';

/** Checks of one shop with one log and two channels, for tests of the functions. */
export const shopConfig = (names: readonly string[], component = '{ file: app.log }'): Config =>
  configOf(`
defaults:
  diagnose: { components: [${component}] }
  alert: { failureThreshold: 2, successThreshold: 2, reopenWithin: 0s, notify: [one, two] }
checks:
${names.map((name) => `  - { name: ${name}, url: "https://example.com/${name}" }`).join('\n')}
notifiers:
  one: { type: webhook, url: "https://one.example.com/" }
  two: { type: webhook, url: "https://two.example.com/" }
`);
