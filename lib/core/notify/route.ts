import type { ConfiguredNotifier } from '../config/config.ts';
import { fillAll } from '../config/references.ts';
import type { Notification, Notifier, NotifierRequest } from './contract.ts';

/** What routing needs: the config's notifiers, the code of each type, and the secrets that settings name. */
export interface Routing {
  readonly configured: Readonly<Record<string, ConfiguredNotifier>>;
  readonly load: (type: string) => Promise<Notifier>;
  readonly resolve: (reference: string) => Promise<string>;
}

/** The message of a channel, its secrets filled in; it must not be logged. */
export const requestFor = async (
  channel: string,
  notification: Notification,
  { configured, load, resolve }: Routing,
): Promise<NotifierRequest> => {
  const found = configured[channel];
  if (!found) throw new Error(`notifier ${channel} is not in the config any more`);
  const [notifier, settings] = await Promise.all([load(found.type), fillAll(found.settings, resolve)]);
  return notifier.request(notification, settings);
};
