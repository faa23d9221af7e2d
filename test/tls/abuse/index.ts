import { afterwards } from "./afterwards";
import { alerts } from "./alerts";
import { stops } from "./ends";
import { handshakes } from "./handshakes";
import { notTls } from "./not-tls";
import { onTheWay } from "./on-the-way";
import { pieces } from "./pieces";
import { records } from "./records";
import type { AbuseRow } from "./row";

/** The table, by subject. */
export const abuse: Record<string, AbuseRow[]> = {
  "not TLS": notTls,
  alerts,
  "in pieces": pieces,
  "stops and ends": stops,
  records,
  handshakes,
  "after the handshake": afterwards,
  "on the way": onTheWay,
};
