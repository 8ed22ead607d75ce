/** Loopback addresses of the backing servers: the usual ports on addresses of their own, so that they collide with nobody. */
export const ADDRESSES = {
  postgres: '127.22.0.2',
  mariadb: '127.22.0.3',
  redis: '127.22.0.4',
  /** Nothing listens here. */
  nobody: '127.22.0.5',
  web: '127.22.0.8',
  cloud: '127.22.0.9',
} as const;

/** Names for the hosts file; `.example` is reserved, so none of them can belong to anybody. */
export const HOST_NAMES: Readonly<Record<string, readonly string[]>> = {
  [ADDRESSES.postgres]: ['orders-db.shop.example'],
  [ADDRESSES.mariadb]: ['catalog-db.shop.example'],
  [ADDRESSES.redis]: ['cache.shop.example'],
  [ADDRESSES.nobody]: ['standby-db.shop.example', 'inventory.partner.example'],
  [ADDRESSES.web]: [
    'api.payments.example',
    'api.tax.example',
    'api.maps.example',
    'api.rates.example',
    'api.shipping.example',
    'api.mail.example',
    'expired.partner.example',
    'selfsigned.partner.example',
    'wronghost.partner.example',
  ],
  [ADDRESSES.cloud]: ['cloud.shop.example', 'shop-receipts.cloud.shop.example'],
};

/** The passwords that the real servers accept; they are made for the lab. */
export const PASSWORDS = {
  postgres: 'pg-Lab7Kq2vXw',
  mariadb: 'my-Lab9Tz4rBn',
  redis: 'rd-Lab3Hs8mQy',
} as const;
