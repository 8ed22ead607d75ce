import type { LogEvent } from '../logs/event.ts';

const placeOf = ({ stream, line }: LogEvent): string => `${stream}\0${line}`;

/**
 * What was usual before: the events of the earlier window without those that stand in the window itself. Lines of a file
 * that have no time are in every window, and would make every failure look usual.
 */
export const usualEvents = (
  baseline: readonly LogEvent[],
  window: readonly LogEvent[],
): readonly LogEvent[] => {
  const inWindow = new Set(window.filter(({ timestamp }) => timestamp === undefined).map(placeOf));
  return baseline.filter((event) => event.timestamp !== undefined || !inWindow.has(placeOf(event)));
};
