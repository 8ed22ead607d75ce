import { stripVTControlCharacters } from 'node:util';

/** A cell stands left or, for figures, right. */
export type Align = 'left' | 'right';

/** Rows in columns as wide as their widest cell, two blanks apart; colours take no room. */
export const renderTable = (
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
): readonly string[] => {
  const widths = aligns.map((_, column) => Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const room = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
        return aligns[column] === 'right' ? room + cell : cell + room;
      })
      .join('  ')
      .trimEnd(),
  );
};

const widthOf = (cell: string): number => Array.from(stripVTControlCharacters(cell)).length;
