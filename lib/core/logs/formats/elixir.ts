import { ELIXIR_FRAME, ELIXIR_HEAD, parseElixirError } from '../exceptions/elixir-error.ts';
import { defineLogFormat } from '../format.ts';

// Server: localhost:4000 (http), Request: GET /b, ** (exit) an exception was raised:
const PART = /^(?:Server: |Request: |Client: |Initial Call: |Ancestors: |\*\* \(|State: |Last message)/;

/** Errors of Elixir as its Logger and Phoenix print them. */
export const elixir = defineLogFormat({
  id: 'elixir',
  title: 'Elixir and Phoenix',
  examples: ['** (ArithmeticError) bad argument in arithmetic expression', '** (RuntimeError) no stock'],
  starts: (line) => ELIXIR_HEAD.test(line),
  continues: (line, previous) =>
    (ELIXIR_FRAME.test(line) && /^\s{2,}|\*\* \(/.test(previous)) ||
    (PART.test(line) && /terminat|crashed|^(?:Server|Request|Client): /.test(previous)),
  mark: /\*\* \(/,
  exception: parseElixirError,
  requestIdFix: 'plug Plug.RequestId and config :logger, :console, metadata: [:request_id]',
});
