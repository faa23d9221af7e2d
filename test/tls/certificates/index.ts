import { authorityNames } from "./authority-names";
import { chains } from "./chains";
import { constraints } from "./constraints";
import { dates } from "./dates";
import { files } from "./files";
import { withoutVerification } from "./insecure";
import { keyUsages } from "./key-usage";
import { malformedOnes } from "./malformed";
import { names } from "./names";
import type { CertificateRow } from "./row";
import { rules } from "./rules";
import { signatures } from "./signatures";

/** The table, by subject. */
export const certificates: Record<string, CertificateRow[]> = {
  chains,
  dates,
  names,
  rules,
  "name constraints": constraints,
  "key usage": keyUsages,
  signatures,
  malformed: malformedOnes,
  "the CA file": files,
  "the authority's name": authorityNames,
  "without verification": withoutVerification,
};
