/** grep(1), egrep and fgrep: what the option does (table.ts), and its names. What they print is not printed. */
export const GREP: string[] = [
  `_ -q --quiet --silent -s --no-messages -c --count -o --only-matching
E -E --extended-regexp
G -F --fixed-strings
C -i --ignore-case
W -w --word-regexp
X -x --line-regexp
k -e --regexp`,
];
