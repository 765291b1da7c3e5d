import { readText } from './repository.js';

/** A Markdown table under a heading. */
export function readTable(file: string, heading: string): { readonly columns: readonly string[]; readonly rows: ReadonlyMap<string, readonly string[]> } {
  const lines = readText(file).split('\n');
  const start = lines.findIndex((line, index) => line.startsWith('|') && index > lines.indexOf(heading));
  const length = lines.slice(start).findIndex(line => !line.startsWith('|'));
  const cells = lines.slice(start, start + length).map(line => line.slice(1, -1).split('|').map(cell => cell.trim()));
  const [[, ...columns] = [], , ...rows] = cells;
  return { columns, rows: new Map(rows.map(([name = '', ...row]) => [name, row])) };
}
