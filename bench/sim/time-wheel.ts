type Call = () => void;

/** Milliseconds that lie ready; a power of two. What is called for later waits in a page of its own. */
const PAGE = 2 ** 17;

const NOTHING: readonly Call[] = [];

/** Calls by their moment, in whole milliseconds since the start; adding one and finding the next takes no search. */
export const timeWheel = () => {
  const slots: (Call[] | undefined)[] = Array.from({ length: PAGE });
  const later = new Map<number, { readonly moment: number; readonly call: Call }[]>();
  let cursor = 0;
  let waiting = 0;
  const pageOf = (moment: number): number => Math.floor(moment / PAGE);

  const put = (moment: number, call: Call): void => {
    const slot = moment % PAGE;
    const calls = slots[slot];
    if (calls) calls.push(call);
    else slots[slot] = [call];
  };
  const turnTo = (page: number): void => {
    cursor = page * PAGE;
    for (const { moment, call } of later.get(page) ?? []) put(moment, call);
    later.delete(page);
  };
  return {
    add: (moment: number, call: Call): void => {
      waiting += 1;
      const page = pageOf(moment);
      if (page === pageOf(cursor)) return put(moment, call);
      const calls = later.get(page);
      if (calls) calls.push({ moment, call });
      else later.set(page, [{ moment, call }]);
    },
    /** The first moment that has calls, if it is not after `end`. */
    next: (end: number): number | undefined => {
      if (waiting === 0) return undefined;
      for (;;) {
        if (cursor <= end && slots[cursor % PAGE]) return cursor;
        // No further: who asks again may have added something at this very moment.
        if (cursor >= end) return undefined;
        if ((cursor + 1) % PAGE === 0) turnTo(pageOf(cursor) + 1);
        else cursor += 1;
      }
    },
    /** The calls of a moment, which are forgotten. */
    take: (moment: number): readonly Call[] => {
      const calls = slots[moment % PAGE] ?? NOTHING;
      slots[moment % PAGE] = undefined;
      waiting -= calls.length;
      return calls;
    },
  };
};
