import type { HttpRequest } from './message.ts';

/** The cookies of one chain of requests. */
export interface CookieJar {
  /** Keeps what an answer of this URL set. */
  take(url: URL, setCookies: readonly string[]): void;
  /** The request with the cookies of its origin. */
  addTo(request: HttpRequest): HttpRequest;
}

/** Browsers keep about as many per site. */
const MAX_COOKIES = 100;

// sid=abc; Path=/; Max-Age=0
const COOKIE = /^\s*([^=;\s]{1,256})=([^;]{0,4096})/;
const MAX_AGE = /;\s*max-age\s*=\s*(-?\d{1,12})\s*(?:;|$)/i;
const EXPIRES = /;\s*expires\s*=\s*([^;]{1,64})/i;

/** `Max-Age` goes before `Expires` (RFC 6265, 5.3). */
const hasEnded = (text: string): boolean => {
  const maxAge = MAX_AGE.exec(text)?.[1];
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = EXPIRES.exec(text)?.[1];
  return expires !== undefined && Date.parse(expires) <= Date.now();
};

/** Cookies go back to the very origin that set them, never further, whatever their `Domain` says. */
export const cookieJar = (): CookieJar => {
  const origins = new Map<string, Map<string, string>>();
  return {
    take: ({ origin }, setCookies) => {
      const cookies = origins.get(origin) ?? new Map<string, string>();
      origins.set(origin, cookies);
      for (const text of setCookies) {
        const [, name, value = ''] = COOKIE.exec(text) ?? [];
        if (name === undefined) continue;
        if (hasEnded(text)) cookies.delete(name);
        else if (cookies.size < MAX_COOKIES) cookies.set(name, value.trim());
      }
    },
    addTo: (request) => {
      const cookies = [...(origins.get(request.url.origin) ?? [])];
      if (cookies.length === 0) return request;
      const others = request.headers.filter(([name]) => name.toLowerCase() !== 'cookie');
      const own = request.headers.find(([name]) => name.toLowerCase() === 'cookie')?.[1];
      const all = [
        ...(own === undefined ? [] : [own]),
        ...cookies.map(([name, value]) => `${name}=${value}`),
      ];
      return { ...request, headers: [...others, ['Cookie', [...new Set(all)].join('; ')]] };
    },
  };
};
