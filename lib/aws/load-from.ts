/** Loads a plug-in of the catalog by the word after `type:`; a config was validated with the same catalog. */
export const loadFrom =
  <Value>(catalog: Readonly<Record<string, () => Promise<Value>>>, what: string) =>
  async (type: string): Promise<Value> => {
    const load = catalog[type];
    if (!load) throw new Error(`${what} ${type} is not in the catalog of this deployment`);
    return load();
  };
