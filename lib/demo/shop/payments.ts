/** The payment provider answered with something other than 200. */
class PaymentProviderError extends Error {
  override readonly name = 'PaymentProviderError';
  readonly status: number;
  readonly body: string;

  constructor(url: string, response: Response, body: string) {
    super(`payment provider answered ${response.status} ${response.statusText}: GET ${url}`);
    this.status = response.status;
    this.body = body;
  }
}

/** How many payments the provider has not settled yet. */
export const readOpenPayments = async (baseUrl: string): Promise<number> => {
  const url = `${baseUrl}/v1/payments/open`;
  const response = await fetch(url);
  const body = await response.text();
  if (!response.ok) throw new PaymentProviderError(url, response, body);
  return (JSON.parse(body) as { open: number }).open;
};
