import type { Verdict } from '../../core/probe/result.ts';
import type { CheckStatus } from './status.ts';

const WIDTH = 180;
const HEIGHT = 26;
const BAR = 3;

const COLOURS: Readonly<Record<Verdict, string>> = {
  up: 'var(--up)',
  degraded: 'var(--degraded)',
  flaky: 'var(--flaky)',
  down: 'var(--down)',
};

/** The last probes as bars: height is the duration on a square-root scale, so that quick ones stay visible; colour is the verdict. */
export const sparkline = (recent: CheckStatus['recent']): string => {
  const shown = recent.slice(-Math.floor(WIDTH / BAR));
  const times = shown.map(({ attempts }) => attempts.at(-1)?.durationMs ?? 0);
  const longest = Math.max(1, ...times);
  const bars = shown.map(({ verdict }, index) => {
    const height = verdict === 'down' ? HEIGHT : 3 + (HEIGHT - 3) * Math.sqrt((times[index] ?? 0) / longest);
    const x = WIDTH - (shown.length - index) * BAR;
    return `<rect x="${x}" y="${(HEIGHT - height).toFixed(1)}" width="${BAR - 1}" height="${height.toFixed(1)}" fill="${COLOURS[verdict]}"/>`;
  });
  return `<svg width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="the last ${shown.length} probes">${bars.join('')}</svg>`;
};
