import type * as v from 'valibot';

import type { Incident, NotificationKind } from '../incident/incident.ts';
import type { EpochMs } from '../time.ts';

/** How much of the logs a channel may see: the whole snippet, the exception line, or a link alone. */
export type Detail = 'full' | 'exception' | 'link';

/** What happened to an incident, ready to be told. Everything in it is redacted already. */
export interface Notification {
  readonly kind: NotificationKind;
  readonly at: EpochMs;
  readonly incident: Incident;
  readonly check: {
    readonly name: string;
    readonly group?: string;
    readonly description?: string;
    readonly runbook?: string;
    readonly target: string;
  };
  /** Where the incident can be looked at. */
  readonly link?: string;
}

/** A message as a channel's transport takes it; whoever sends it adds retries. */
export type NotifierRequest =
  | {
      readonly transport: 'http';
      readonly method: 'GET' | 'POST' | 'PUT';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** The sender signs the body with it, for that takes a clock: `t=<seconds>,v1=<HMAC-SHA256 of "seconds.body">`. */
      readonly signature?: { readonly header: string; readonly secret: string };
    }
  | { readonly transport: 'terminal'; readonly text: string }
  | {
      readonly transport: 'sns';
      readonly topicArn: string;
      readonly subject: string;
      readonly message: string;
      readonly attributes: Readonly<Record<string, string>>;
    };

/** A channel: its settings, and a pure function from notification to message. */
export interface Notifier<Settings = unknown> {
  /** The word after `type:` in `notifiers`. */
  readonly type: string;
  readonly summary: string;
  /** Where it works, when not everywhere. */
  readonly only?: 'embedded' | 'aws';
  readonly entries: v.ObjectEntries;
  /** Escapes for its channel; never throws. */
  request(notification: Notification, settings: Settings): NotifierRequest;
}

/** Fixes the types of a notifier; the entries' output is the settings. */
export const defineNotifier = <const Entries extends v.ObjectEntries>(
  notifier: Omit<Notifier, 'entries' | 'request'> & {
    readonly entries: Entries;
    request(
      notification: Notification,
      settings: v.InferOutput<v.StrictObjectSchema<Entries, undefined>>,
    ): NotifierRequest;
  },
): Notifier => notifier;
