import { runDelayMs } from './run-delay.ts';

/** A moment on the monotonic clock, and how late we may have been in noticing it. */
export interface Moment {
  readonly at: number;
  readonly lateMs: number;
}

/*
 * An event waits in the kernel while our loop runs something else. When the loop was idle right before, the event woke
 * it: it is at most as old as the work since then, and as the time that the system let us wait for a CPU, which counts
 * as idle for the loop. When the loop did not go idle, the event may be as old as the moment at which the poll before
 * this one ended. The check phase follows each poll, so an immediate marks it; it is only asked for after a moment was
 * taken, so a quiet loop stays quiet.
 */
let checkedAt = performance.now();
let idleThen = performance.nodeTiming.idleTime;
let delayThen = runDelayMs();
let pollEnded = checkedAt;
let asked = false;
/** How long the system let us wait when the loop woke up last; asked for once in a turn. */
let wokenLateMs: number | undefined;

const onCheck = (): void => {
  asked = false;
  const [at, idle] = [performance.now(), performance.nodeTiming.idleTime];
  pollEnded = checkedAt + (idle - idleThen);
  checkedAt = at;
  idleThen = idle;
  delayThen = runDelayMs();
  wokenLateMs = undefined;
};

/** Now, with the bound of its lateness. */
export const moment = (): Moment => {
  const at = performance.now();
  const idled = performance.nodeTiming.idleTime - idleThen;
  const lateMs =
    idled > 0 ? at - checkedAt - idled + (wokenLateMs ??= runDelayMs() - delayThen) : at - pollEnded;
  watch();
  return { at, lateMs: Math.max(0, lateMs) };
};

/** For how long the loop has worked since it looked for events last. */
export const turnMs = (): number => {
  const at = performance.now();
  const idled = performance.nodeTiming.idleTime - idleThen;
  watch();
  return idled > 0 ? at - checkedAt - idled : at - pollEnded;
};

/** Now, for what we do ourselves: nothing was waited for. */
export const ownMoment = (): Moment => {
  watch();
  return { at: performance.now(), lateMs: 0 };
};

const watch = (): void => {
  if (asked) return;
  asked = true;
  setImmediate(onCheck);
};
