import { lookup } from "node:dns";
import { parseAddress } from "../core/address";
import { Unresolved } from "../core/outcome";
import { toBytes, toText } from "./bytes";

/**
 * Looks a name up with the system's resolver, which cannot be stopped: it may take longer than there is time.
 * @param family 4, 6, or 0 for both
 * @returns the addresses in the resolver's order, or why there are none
 */
export function lookUp(name: Uint8Array, family: number): Promise<Uint8Array[] | Unresolved> {
  return new Promise((resolve) => {
    // `verbatim` and not the newer `order`, which Node 18 does not know.
    lookup(toText(name), { all: true, family, verbatim: true }, (error, found) => {
      if (error !== null) resolve(reasonOf(error.code));
      else resolve(found.map((entry) => parseAddress(toBytes(withoutZone(entry.address)))).filter(isAddress));
    });
  });
}

function isAddress(address: Uint8Array): boolean {
  return address.length > 0;
}

/** Link-local addresses come as `fe80::1%eth0`. */
function withoutZone(address: string): string {
  const percent = address.indexOf("%");
  return percent < 0 ? address : address.slice(0, percent);
}

function reasonOf(code: string | undefined): Unresolved {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_NONAME":
    case "EAI_NODATA":
    case "EAI_ADDRFAMILY":
      return Unresolved.NO_SUCH_NAME;
    case "EAI_AGAIN":
      return Unresolved.NO_ANSWER;
    default:
      return Unresolved.FAILED;
  }
}
