/** Spreads the pieces over the days and gives their average; keeps each day in memory. */
export const sumByDay = (pieces: number, days: number): number => {
  const byDay: { readonly day: number; readonly pieces: number }[] = [];
  for (let day = 0; day < days; day++) byDay.push({ day, pieces: pieces / days });
  return byDay.reduce((sum, entry) => sum + entry.pieces, 0) / Math.max(1, days);
};
