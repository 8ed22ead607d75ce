const load = () => import('./call-unary.ts');

let loading: ReturnType<typeof load> | undefined;

/** Loads what calls over HTTP/2, once, before anything is timed: `node:http2` costs some 8 ms. */
export const loadUnary = (): ReturnType<typeof load> => (loading ??= load());
