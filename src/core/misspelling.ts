import { none } from "./address";
import { wordEnd } from "./dialect";
import { ascii, Char } from "./text";

/** The long option of the table that is at most two mistakes away from this name; none where there is no such one. */
export function nearestOption(table: string, name: Uint8Array): Uint8Array {
  let nearest = none();
  let least = 3;
  let start = 0;
  while (start < table.length) {
    const end = wordEnd(table, start);
    const known = ascii(table.substring(start, end));
    if (known.length > 2 && known[1] == Char.MINUS) {
      const distance = editDistance(name, known);
      if (distance < least) {
        least = distance;
        nearest = known;
      }
    }
    start = end + 1;
  }
  return nearest;
}

/** How many letters to insert, delete, replace or swap with their neighbour (Damerau–Levenshtein, optimal string alignment). */
function editDistance(a: Uint8Array, b: Uint8Array): i32 {
  const width = b.length + 1;
  const distances = new Uint8Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i == 0 || j == 0) {
        distances[i * width + j] = i + j;
        continue;
      }
      const differs = a[i - 1] == b[j - 1] ? 0 : 1;
      let least: i32 = distances[(i - 1) * width + j - 1] + differs;
      least = smaller(least, distances[(i - 1) * width + j] + 1);
      least = smaller(least, distances[i * width + j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        least = smaller(least, distances[(i - 2) * width + j - 2] + 1);
      }
      distances[i * width + j] = least;
    }
  }
  return distances[a.length * width + b.length];
}

function smaller(a: i32, b: i32): i32 {
  return a < b ? a : b;
}
