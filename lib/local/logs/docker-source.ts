import type { LogSource } from '../../core/ports.ts';
import type { WindowLine } from './line-window.ts';
import { processSource } from './process-source.ts';

/** The log of a container, as `docker logs` gives it; stdout and stderr are streams of their own. */
export const dockerSource = (container: string, program = 'docker'): LogSource =>
  processSource({
    name: `docker:${container}`,
    argv: ({ from, to }) => [
      program,
      'logs',
      '--timestamps',
      ...(from > 0 ? [`--since=${(from / 1000).toFixed(3)}`] : []),
      ...(Number.isFinite(to) ? [`--until=${(to / 1000).toFixed(3)}`] : []),
      container,
    ],
    parse: parseLine,
    fix: (trouble) => {
      if (trouble.includes('ENOENT')) return 'docker is not on this machine: read the log as a file instead';
      if (trouble.includes('ermission denied'))
        return 'let the user that runs whydown use Docker: adduser $(id -un) docker';
      if (trouble.includes('No such container'))
        return 'correct the name in diagnose.components: docker ps --all';
      return 'start Docker, then look again: docker info';
    },
  });

// 2026-11-22T10:02:36.060123456Z Traceback (most recent call last):
const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (.*)$/s;

const parseLine = (text: string, stream: string): Omit<WindowLine, 'line'> | undefined => {
  const [, time = '', rest = ''] = TIMED.exec(text) ?? [];
  const timestamp = Date.parse(time);
  return Number.isNaN(timestamp) ? undefined : { stream, text: rest, timestamp };
};
