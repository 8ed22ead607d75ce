import type { Body } from '../../../core/probe/observation.ts';

/** A request as it goes over the wire; the header list is flat, name and value in turn. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | undefined;
}

/** What came back, its body decoded and cut at the limit. */
export interface HttpResponse {
  readonly status: number;
  /** `HTTP/1.1`, `h2`. */
  readonly protocol: string;
  /** By lower-case name; repeated headers joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** Each `Set-Cookie` by itself: joined, they could not be told apart. */
  readonly setCookies: readonly string[];
  readonly body: Body;
  readonly bodySha256?: string;
}
