/**
 * Asynchronous methods whose code is fetched by the first call of one of them. `names` has all of
 * them, which the types see to; `load` is called each time and may reject.
 */
export function onDemand<Part extends object>(
  names: Readonly<Record<keyof Part, true>>,
  load: () => Promise<Part>,
): Part {
  const forward =
    (name: string) =>
    async (...parameters: unknown[]) => {
      const part = (await load()) as Record<string, (...parameters: unknown[]) => unknown>;
      return part[name]?.(...parameters);
    };
  return Object.fromEntries(Object.keys(names).map((name) => [name, forward(name)])) as Part;
}
