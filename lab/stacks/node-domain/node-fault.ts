import type { CaseKind, CauseId } from '../../case.ts';
import type { Bench } from '../../harness/bench.ts';

/** One fault of the shared Node shop; each framework logs it in its own way. */
export interface NodeFault {
  readonly name: string;
  readonly kind?: CaseKind;
  readonly request: readonly [method: 'GET' | 'POST', path: string];
  readonly env?: Readonly<Record<string, string>>;
  readonly injected: string;
  readonly cause: CauseId | null;
  readonly alsoAccepted?: readonly CauseId[];
  readonly component: string | null;
  /** The innermost explicit cause: its type as printed and the beginning of its message. */
  readonly type: string;
  readonly message: string;
  /** The error around it, where there is one. */
  readonly outer?: { readonly type: string; readonly message: string };
  /** Deepest frame in the shop's own code: file below `src/`, function, and a piece of its source line. */
  readonly frame?: readonly [file: string, name: string | null, code: string];
  readonly keep?: readonly string[];
  readonly secrets?: readonly string[];
  /** Limits set by `prlimit` before the program starts. */
  readonly limits?: readonly string[];
  /** Makes the fault, after the healthy stretch. */
  readonly prepare?: (bench: Bench) => Promise<void>;
}
