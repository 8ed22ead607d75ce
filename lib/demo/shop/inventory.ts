/** An inventory that takes longer is worth less than an order page without it. */
const TIMEOUT_MS = 500;

/** Pieces in stock by article. */
export const readInventory = async (baseUrl: string): Promise<Readonly<Record<string, number>>> => {
  try {
    const response = await fetch(`${baseUrl}/stock`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return ((await response.json()) as { inStock: Record<string, number> }).inStock;
  } catch (error) {
    throw new Error(`inventory did not answer within ${TIMEOUT_MS} ms: GET ${baseUrl}/stock`, {
      cause: error,
    });
  }
};
