const load = () => import('./exchange-http1.ts');

let loading: ReturnType<typeof load> | undefined;

/**
 * Loads what speaks HTTP/1.1, once. Asked for before anything is timed: undici costs some 10 ms, which neither the first
 * probe's timings nor somebody who only reads a config should have.
 */
export const loadHttp1 = (): ReturnType<typeof load> => (loading ??= load());
