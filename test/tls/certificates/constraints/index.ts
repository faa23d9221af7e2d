import type { CertificateRow } from "../row";
import { differences } from "./differences";
import { forms } from "./forms";
import { kinds } from "./kinds";
import { subjects } from "./subjects";

export const constraints: CertificateRow[] = [...kinds, ...subjects, ...forms, ...differences];
