import { testCertificates } from "./certificates/table.ts";
import { others } from "./subjects";

testCertificates(others);
