import type { SecureContext } from 'node:tls';

import type { PeerIdentity } from './peer-identity.ts';

/** A session that may be taken up again, and who it was with: a resumed handshake shows no certificate. */
export interface TlsSession {
  readonly session: Buffer;
  readonly identity: PeerIdentity;
}

/** One for each target that wants it. */
const MAX_SESSIONS = 2_000;

/** Apart by context, since a session stands for the client's certificate as well. */
const sessions = new WeakMap<SecureContext, Map<string, TlsSession>>();

/** What an earlier connection to `name:port` left. */
export const sessionOf = (context: SecureContext, target: string): TlsSession | undefined =>
  sessions.get(context)?.get(target);

/** Keeps a session whose peer was verified. */
export const keepSession = (context: SecureContext, target: string, session: TlsSession): void => {
  const kept = sessions.get(context);
  if (kept && kept.size < MAX_SESSIONS) kept.set(target, session);
  else sessions.set(context, new Map([[target, session]]));
};
