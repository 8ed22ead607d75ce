const load = () => import('./exchange-http1.ts');

type Http1 = Awaited<ReturnType<typeof load>>;

let loading: Promise<Http1> | undefined;
let loaded: Http1 | undefined;

/**
 * Loads what speaks HTTP/1.1, once. Asked for before anything is timed: undici costs some 10 ms, which neither the first
 * probe's timings nor somebody who only reads a config should have. A promise until it is there.
 */
export const loadHttp1 = (): Http1 | Promise<Http1> => loaded ?? (loading ??= load().then(keep));

const keep = (http1: Http1): Http1 => (loaded = http1);
