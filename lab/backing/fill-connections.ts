import { startProcess } from '../harness/process.ts';
import type { Running } from '../harness/process.ts';
import { NODE_MODULES } from './node-modules.ts';

const FILLER = {
  postgres: `const { Client } = require('${NODE_MODULES}/pg'); const open = () => { const client = new Client(process.env.URL); client.on('error', () => {}); return client.connect(); };`,
  mariadb: `const mysql = require('${NODE_MODULES}/mysql2/promise'); const open = () => mysql.createConnection(process.env.URL);`,
} as const;

/** Opens connections to a database until it refuses the next one, and keeps them until it is stopped. */
export const fillConnections = (
  kind: keyof typeof FILLER,
  url: string,
  readyFile: string,
): Promise<Running> =>
  startProcess({
    command: [
      '/usr/bin/node',
      '-e',
      `${FILLER[kind]} (async () => { try { for (;;) await open(); } catch { require('fs').writeFileSync('${readyFile}', 'full'); setInterval(() => {}, 1000); } })();`,
    ],
    env: { URL: url },
    readyFile,
    cwd: '/',
  });
