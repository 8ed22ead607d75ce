/** Where a check may connect: `public` refuses loopback, link-local and private ranges, `private` allows them. */
export type Reach = 'public' | 'private';
