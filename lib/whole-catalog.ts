// Written by `npm run generate` from the files in these folders; changes here are lost.
import type { Notifier } from './core/notify/contract.ts';
import type { Prober } from './core/probe/contract.ts';
import { command } from './probers/command.ts';
import { dns } from './probers/dns.ts';
import { domain } from './probers/domain.ts';
import { grpc } from './probers/grpc.ts';
import { heartbeat } from './probers/heartbeat.ts';
import { http } from './probers/http.ts';
import { steps } from './probers/steps.ts';
import { tcp } from './probers/tcp.ts';
import { tls } from './probers/tls.ts';
import { udp } from './probers/udp.ts';
import { websocket } from './probers/websocket.ts';
import { discord } from './notifiers/discord.ts';
import { pagerduty } from './notifiers/pagerduty.ts';
import { slack } from './notifiers/slack.ts';
import { sns } from './notifiers/sns.ts';
import { teams } from './notifiers/teams.ts';
import { terminal } from './notifiers/terminal.ts';
import { webhook } from './notifiers/webhook.ts';

/** All check types. */
export const ALL_PROBERS: readonly Prober[] = [
  command,
  dns,
  domain,
  grpc,
  heartbeat,
  http,
  steps,
  tcp,
  tls,
  udp,
  websocket,
];

/** All notifiers. */
export const ALL_NOTIFIERS: readonly Notifier[] = [discord, pagerduty, slack, sns, teams, terminal, webhook];
