import type { Evidence } from '../../lib/core/diagnosis/evidence.ts';
import type { LogEvent } from '../../lib/core/logs/event.ts';

/** The lines of a text as events of one file. */
export const eventsOf = (text: string, source = 'app.log'): readonly LogEvent[] =>
  text.split('\n').map((line, index) => ({ source, stream: source, line: index + 1, text: line }));

/** Evidence for tests: the lines of a text, and nothing else known. */
export const evidenceOf = (text: string, overrides: Partial<Evidence> = {}): Evidence => ({
  window: null,
  events: eventsOf(text),
  baseline: [],
  changes: [],
  trends: [],
  gaps: [],
  ...overrides,
});
