import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { awsEndpoint } from './aws-endpoint.ts';
import type { Bench } from './bench.ts';
import { MARIADB_PASSWORD, sharedMariadb } from './mariadb.ts';
import { PG_PASSWORD, sharedPostgres } from './postgres.ts';
import { REDIS_PASSWORD, sharedRedis } from './redis.ts';
import { thirdParty } from './third-party.ts';

/** Debian packages behind `shopBackends`. */
export const BACKEND_PACKAGES = ['postgresql', 'mariadb-server', 'redis-server', 'libfaketime', 'openssl'];

/** A secret in the environment of every shop: an outdated one, a payment key, and a cloud key, all invented. */
export const SHOP_SECRETS = {
  oldPassword: 'Old-harbour.Light7',
  paymentKey: 'sk_live_4hTq8ZbN1vKx6WcR3mYd',
  awsKeyId: 'AKIAWT4SHOPLAB9QZ3M7',
  awsKey: 'kT7vRq2LmXz9BnHs4PwYc6JdGfEa1Ui8ZoLsQx3V',
} as const;

/** Starts the servers that a shop talks to, and names them in its environment. */
export const shopBackends = async (): Promise<Readonly<Record<string, string>>> => {
  const [postgres, mariadb, redis, payments, aws] = await Promise.all([
    sharedPostgres(),
    sharedMariadb(),
    sharedRedis(),
    thirdParty(),
    awsEndpoint(),
  ]);
  return {
    PG_HOST: '127.0.0.1',
    PG_PORT: String(postgres.port),
    PG_PASSWORD,
    PG_DATABASE: 'shop',
    MY_PORT: String(mariadb.port),
    MY_PASSWORD: MARIADB_PASSWORD,
    MY_DATABASE: 'shop',
    REDIS_PORT: String(redis.port),
    REDIS_PASSWORD,
    PAYMENTS_URL: payments.url,
    PAYMENTS_KEY: SHOP_SECRETS.paymentKey,
    AWS_ENDPOINT_URL: aws,
    AWS_ACCESS_KEY_ID: SHOP_SECRETS.awsKeyId,
    AWS_SECRET_ACCESS_KEY: SHOP_SECRETS.awsKey,
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
  };
};

/** Another session that holds a row of `products` for some seconds. */
export const holdMariadbRow = async (bench: Bench, id: number, seconds: number): Promise<void> => {
  const { port } = await sharedMariadb();
  await bench.start({
    command: [
      'mariadb',
      '--no-defaults',
      '-h127.0.0.1',
      `-P${port}`,
      '-ushop',
      `-p${MARIADB_PASSWORD}`,
      'shop',
      '-e',
      `begin; update products set stock = 1 where id = ${id}; select sleep(${seconds})`,
    ],
    cwd: '/',
  });
  await bench.pause(300);
};

/** Sends one half of a crossed pair of updates a moment before the failing request. */
export const crossedUpdate =
  (path: string, aheadMs = 300) =>
  async (bench: Bench, url: string): Promise<void> => {
    const other = bench.send(url + path);
    bench.defer(() => other);
    await bench.pause(aheadMs);
  };

/** A file on a device without free space. */
export const fullDevice =
  (path: string) =>
  (bench: Bench): void => {
    mkdirSync(dirname(`${bench.dir}/${path}`), { recursive: true });
    symlinkSync('/dev/full', `${bench.dir}/${path}`);
  };
