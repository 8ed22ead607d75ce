import { isRustTrace, parseRustPanic, RUST_PANIC } from '../exceptions/rust-panic.ts';
import { defineLogFormat } from '../format.ts';

// index out of bounds: the len is 0 but the index is 0
const isMessage = (line: string, previous: string): boolean =>
  RUST_PANIC.exec(previous)?.[4] === ':' && line !== '';

/** Panics of Rust, with and without a backtrace. */
export const rust = defineLogFormat({
  id: 'rust',
  title: 'Rust panic',
  examples: [
    "thread 'main' panicked at src/main.rs:12:5:",
    "thread 'tokio-runtime-worker' panicked at 'index out of bounds: the len is 0 but the index is 0', src/cart.rs:7:9",
  ],
  starts: (line) => RUST_PANIC.test(line),
  continues: (line, previous) =>
    isMessage(line, previous) ||
    (isRustTrace(line) && (isRustTrace(previous) || !/^\s/.test(previous) || RUST_PANIC.test(previous))),
  mark: /panicked at /,
  exception: parseRustPanic,
  requestIdFix:
    'TraceLayer::new_for_http().make_span_with(…) that records the x-request-id header in the span',
});
