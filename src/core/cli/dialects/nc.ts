/** nc(1): what the option does (table.ts), and its names. Its target is HOST PORT. */
export const NC: string[] = [
  `Z -z
D -N
R -v
4 -4
6 -6
m -w
| -q`,
];
