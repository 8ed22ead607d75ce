import type { HttpRequest } from './message.ts';

/** The cookies of one chain of requests. */
export interface CookieJar {
  /** Keeps what an answer of this URL set. */
  take(url: URL, setCookies: readonly string[]): void;
  /** The request with the cookies of its host. */
  addTo(request: HttpRequest): HttpRequest;
}

/** Browsers keep about as many per site. */
const MAX_COOKIES = 100;

// sid=abc; Path=/; Max-Age=0
const COOKIE = /^\s*([^=;\s]{1,256})=([^;]{0,4096})/;
const ENDED = /;\s*max-age\s*=\s*(?:0|-\d+)\s*(?:;|$)/i;

/** Cookies go back to the very host that set them, never further, whatever their `Domain` says. */
export const cookieJar = (): CookieJar => {
  const hosts = new Map<string, Map<string, string>>();
  return {
    take: ({ hostname }, setCookies) => {
      const cookies = hosts.get(hostname) ?? new Map<string, string>();
      hosts.set(hostname, cookies);
      for (const text of setCookies) {
        const [, name, value = ''] = COOKIE.exec(text) ?? [];
        if (name === undefined) continue;
        if (ENDED.test(text)) cookies.delete(name);
        else if (cookies.size < MAX_COOKIES) cookies.set(name, value.trim());
      }
    },
    addTo: (request) => {
      const cookies = [...(hosts.get(request.url.hostname) ?? [])];
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
