import type { Failure } from '../../core/probe/failure.ts';

/** What a part of an attempt came to: its value, or why the attempt ends here. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

/** A part that went well. */
export const done = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });

/** A part that did not. */
export const failed = (failure: Failure): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure,
});
