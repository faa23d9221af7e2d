/** grep(1), egrep and fgrep: what the option does, and its names. What they print is not printed. */
export const GREP: string[] = [
  `_ -q --quiet --silent -s --no-messages -c --count -o --only-matching
E -E --extended-regexp
F -F --fixed-strings
I -i --ignore-case
W -w --word-regexp
X -x --line-regexp
e -e --regexp`,
];

/** What an option of grep does: the first letter of its row. */
export const enum GrepOption {
  EXTENDED = 0x45, // E
  FIXED = 0x46, // F
  IGNORE_CASE = 0x49, // I
  WORD = 0x57, // W
  LINE = 0x58, // X
  PATTERN = 0x65, // e
}
