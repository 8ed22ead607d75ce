/** The client alone: undici's index evaluates `fetch`, caches and mocks as well, a quarter of what it costs a cold start. */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';

  export default Client;
}
