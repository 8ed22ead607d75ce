import { defineNotifier } from '../core/notify/contract.ts';
import { detailEntry } from '../core/notify/detail.ts';
import { messageOf } from '../core/notify/message.ts';
import { plainText } from '../core/notify/plain-text.ts';

/** Prints to the terminal of `whydown run`. */
export const terminal = defineNotifier({
  type: 'terminal',
  summary: 'Prints to the terminal of `whydown run`.',
  only: 'embedded',
  entries: { detail: detailEntry },
  request: (notification, { detail }) => ({
    transport: 'terminal',
    text: plainText(messageOf(notification, detail)),
  }),
});
