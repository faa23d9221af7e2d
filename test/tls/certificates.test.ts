import { testCertificates } from "./certificates/table.ts";
import { quick } from "./subjects";

testCertificates(quick);
