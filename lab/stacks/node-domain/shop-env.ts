import { ADDRESSES, PASSWORDS } from '../../backing/addresses.ts';

export const DATABASE_URL = `postgres://shop:${PASSWORDS.postgres}@${ADDRESSES.postgres}/shop`;
export const CATALOG_URL = `mysql://shop:${PASSWORDS.mariadb}@${ADDRESSES.mariadb}/shop`;
export const REDIS_URL = `redis://:${PASSWORDS.redis}@${ADDRESSES.redis}:6379`;

/** The key that the shop sends to its payment provider. */
export const PAYMENTS_KEY = 'shoplab_51HxQ2eZvKYlo2C8mN4';

/** Settings with which every route of the shop works. */
export const SHOP_ENV: Readonly<Record<string, string>> = {
  DATABASE_URL,
  CATALOG_URL,
  REDIS_URL,
  PAYMENTS_URL: 'http://api.mail.example',
  PAYMENTS_KEY,
  AWS_ENDPOINT_URL: 'http://cloud.shop.example:4566/ok',
  SHOP_AWS_KEY: 'AKIAQZ7LABX2M4N6P8R0',
  SHOP_AWS_SECRET: 'h7Lq2vXw9Tz4rBn3Hs8mQyKp6Jd5Gf1Cs0AeUiOx',
};
