/** The entry of one version in CHANGELOG.md. */
export interface Entry {
  /** What follows the version in its heading: a date, or `unreleased`. */
  date: string;
  /** The text below the heading. */
  notes: string;
}

/**
 * Finds the entry of a version. Its heading is `## VERSION - DATE`; the entry ends at the next heading of this level.
 * @throws Error if there is none, or nothing below it
 */
export function entryOf(changelog: string, version: string): Entry {
  const lines = changelog.split("\n");
  const start = lines.findIndex((line) => line === `## ${version}` || line.startsWith(`## ${version} `));
  if (start < 0) throw new Error(`CHANGELOG.md has no heading "## ${version} - DATE"`);
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const end = length < 0 ? lines.length : start + 1 + length;
  const notes = lines
    .slice(start + 1, end)
    .join("\n")
    .trim();
  if (notes === "") throw new Error(`CHANGELOG.md says nothing about ${version}`);
  return { date: lines[start]?.slice(`## ${version}`.length).replace(/^ - /, "") ?? "", notes };
}

/**
 * The notes of a version that is published now.
 * @throws Error if its heading has no date: what is called unreleased must not be published
 */
export function releaseNotes(changelog: string, version: string): string {
  const { date, notes } = entryOf(changelog, version);
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) {
    throw new Error(`CHANGELOG.md has no date for ${version}: "## ${version} - YYYY-MM-DD"`);
  }
  return notes;
}
