/** Sent by the service itself, or changing what a connection is: no webhook sets them. */
const RESERVED =
  /^(host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|proxy-.*|webhook-.*|idempotency-key)$/i;

export const isReservedHeader = (name: string): boolean => RESERVED.test(name);
