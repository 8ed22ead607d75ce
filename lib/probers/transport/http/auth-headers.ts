import type { AttemptContext } from '../../../core/probe/contract.ts';
import type { Auth } from './auth-entry.ts';
import { fillText } from './fill-texts.ts';

type Headers = readonly (readonly [name: string, value: string])[];

/** The headers that prove who the check is. */
export const authHeaders = async (auth: Auth, fill: AttemptContext['fill']): Promise<Headers> => {
  if (!auth) return [];
  if ('bearer' in auth) return [['Authorization', `Bearer ${await fillText(auth.bearer, fill)}`]];
  if ('apiKey' in auth) return [[auth.apiKey.header, await fillText(auth.apiKey.value, fill)]];
  const { username, password } = auth.basic;
  return [['Authorization', basic(await fillText(username, fill), await fillText(password, fill))]];
};

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
