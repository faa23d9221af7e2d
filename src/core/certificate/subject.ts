import { Text } from "../bytes/text";
import { putShown } from "../messages/format";
import { Der, Tag } from "./der";

/** 2.5.4, attributes of names (RFC 5280 appendix A.1). */
const ATTRIBUTES = "\x55\x04";

const enum Attribute {
  COMMON_NAME = 3,
  ORGANIZATION = 10,
  ORGANIZATIONAL_UNIT = 11,
}

/** The most bytes shown of a name (X.520's ub-common-name). */
const MAX_NAME: i32 = 64;

/** Appends the most telling attribute of a name (RFC 5280 §4.1.2.4), escaped and cut: `CN=My CA`, else its organization, its unit, or the first attribute. */
export function putSubject(out: Text, name: Uint8Array): void {
  const der = new Der(name, name.length);
  der.enter(Tag.SEQUENCE);
  let best = 0;
  let from = 0;
  let to = 0;
  while (!der.done()) {
    const set = der.enter(Tag.SET);
    while (!der.done()) {
      const end = der.enter(Tag.SEQUENCE);
      der.read(Tag.OBJECT_IDENTIFIER);
      const rank = rankOf(der.below(ATTRIBUTES));
      der.any();
      if (!der.bad && rank > best && der.to > der.from) {
        best = rank;
        from = der.from;
        to = der.to;
      }
      der.leave(end);
    }
    der.leave(set);
  }
  if (best == 0) out.put("no name");
  else
    putShown(out.put(best == 4 ? "CN=" : best == 3 ? "O=" : best == 2 ? "OU=" : ""), name.subarray(from, to), MAX_NAME);
}

function rankOf(attribute: i32): i32 {
  if (attribute == Attribute.COMMON_NAME) return 4;
  if (attribute == Attribute.ORGANIZATION) return 3;
  return attribute == Attribute.ORGANIZATIONAL_UNIT ? 2 : 1;
}
