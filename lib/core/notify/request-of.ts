import type { ConfiguredNotifier } from '../config/config.ts';
import { fillAll } from '../config/references.ts';
import type { SecretSource } from '../ports.ts';
import type { Notification, Notifier, NotifierRequest } from './contract.ts';

/** Where the settings of channels are, and how their kinds are loaded. */
export interface Channels {
  readonly configured: Readonly<Record<string, ConfiguredNotifier>>;
  readonly load: (type: string) => Promise<Notifier>;
  readonly secrets: SecretSource;
}

/** The message of one channel, its secrets filled in; it must stay in memory. */
export const requestOf = async (
  channel: string,
  notification: Notification,
  { configured, load, secrets }: Channels,
): Promise<NotifierRequest> => {
  const settings = configured[channel];
  if (!settings) throw new Error(`notifier ${channel} is not in the config any more`);
  const notifier = await load(settings.type);
  const filled = await fillAll(settings.settings, (reference) => secrets.resolve(reference));
  return notifier.request(notification, filled);
};
