import type { Seen } from './seen.ts';

// "logger":"http.log.error", "err_trace":"reverseproxy.statusError (reverseproxy.go:1267)" of Caddy; entryPointName= of Traefik
const STRUCTURED =
  /"logger":\s?"http\.(?:log\.error|handlers\.reverse_proxy)|reverseproxy\.|entryPointName|middlewareName/;
// http: proxy error: dial tcp 127.0.0.1:9000: connect: connection refused,     '502 Bad Gateway' caused by: dial tcp …
// remote http://127.0.0.1:9000 unreachable, could not forward: dial tcp …     [HPM] Error occurred while proxying request
const SAID =
  /\bhttp: proxy error: |'50\d [A-Z][\w ]{4,30}' caused by: |\b50[234] [A-Z][\w ]{4,30} error="|unreachable, could not forward: |[Ee]rror occurred while (?:trying to )?proxy|\[HPM\] |\bFST_REPLY_FROM_/;
const CHARS = 8_192;

/** Whether a reverse proxy speaks: what it cannot reach is the application, and nobody else's API. */
export const isProxyLog = ({ record, text }: Seen): boolean => {
  const line = record.lines[0];
  return SAID.test(text) || STRUCTURED.test((line?.raw ?? line?.text ?? '').slice(0, CHARS));
};
