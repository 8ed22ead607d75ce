import { performance } from 'node:perf_hooks';

/** A moment on the monotonic clock, and how late our event loop may have been in noticing it. */
export interface Moment {
  readonly at: number;
  readonly lateMs: number;
}

/*
 * An event waits in the kernel while our loop runs something else. When the loop was idle right before, the event woke
 * it: it is at most as old as the work since then. When the loop did not go idle, the event may be as old as the moment
 * at which the poll before this one ended. The check phase follows each poll, so an immediate marks it; it is only
 * asked for after a moment was taken, so a quiet loop stays quiet.
 */
let lastCheck = { at: performance.now(), idle: performance.nodeTiming.idleTime };
let pollEnded = lastCheck.at;
let asked = false;

const onCheck = (): void => {
  asked = false;
  const check = { at: performance.now(), idle: performance.nodeTiming.idleTime };
  pollEnded = lastCheck.at + (check.idle - lastCheck.idle);
  lastCheck = check;
};

/** Now, with the bound of its lateness. */
export const moment = (): Moment => {
  const at = performance.now();
  const idled = performance.nodeTiming.idleTime - lastCheck.idle;
  const lateMs = idled > 0 ? at - lastCheck.at - idled : at - pollEnded;
  if (!asked) {
    asked = true;
    setImmediate(onCheck);
  }
  return { at, lateMs: Math.max(0, lateMs) };
};
