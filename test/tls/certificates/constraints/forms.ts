import { der, hex } from "../../authority";
import { type CertificateRow, refused } from "../row";
import { dns, email, forbids, LOCALHOST, limited, permits, tree, uri } from "./limits";

/** Odd subtrees and extensions. */
const FORMS: CertificateRow[] = [
  permits("nothing in them", { content: der(0x30) }),
  permits("no subtrees in them", { content: der(0x30, der(0xa0), der(0xa1)) }),
  permits("a minimum of 0, written out", {
    content: der(0x30, der(0xa0, tree(LOCALHOST, hex("800100")))),
  }),
  forbids("a minimum of 1", { content: der(0x30, der(0xa0, tree(LOCALHOST, hex("800101")))) }),
  forbids("a maximum", { content: der(0x30, der(0xa0, tree(LOCALHOST, hex("810105")))) }),
  permits("a maximum for another kind of name", {
    content: der(0x30, der(0xa0, tree(LOCALHOST), tree(email("a"), hex("810105")))),
  }),
  permits("an empty name permits all hosts", { permitted: [dns("")] }),
  forbids("an empty name excludes all hosts", { excluded: [dns("")] }),
  forbids("an empty e-mail permits none", { permitted: [email("")], names: [email("a@example.org")] }),
  permits("an empty e-mail excludes none", { excluded: [email("")], names: [email("a@example.org")] }),
  forbids("an empty URI permits none", { permitted: [uri("")], names: [uri("a://example.org")] }),
  permits("an empty URI excludes none", { excluded: [uri("")], names: [uri("a://example.org")] }),
  permits("401 subtrees", {
    permitted: [LOCALHOST, ...Array.from({ length: 400 }, (_, i) => dns(`host-${i}.example.org`))],
  }),
];

const MALFORMED = (
  [
    ["a subtree that is none", der(0x30, der(0xa0, hex("0500")))],
    ["a byte behind", der(0x30, der(0xa0, tree(LOCALHOST)), hex("00"))],
    ["the permitted ones twice", der(0x30, der(0xa0, tree(LOCALHOST)), der(0xa0, tree(LOCALHOST)))],
    ["the excluded ones first", der(0x30, der(0xa1, tree(dns("a"))), der(0xa0, tree(LOCALHOST)))],
    ["an unknown part", der(0x30, der(0xa0, tree(LOCALHOST)), der(0xa2, tree(LOCALHOST)))],
    ["a base cut off", der(0x30, der(0xa0, der(0x30, hex("82096c6f63"))))],
    ["a subtree without a base", der(0x30, der(0xa0, der(0x30)))],
    ["a subtree with three parts", der(0x30, der(0xa0, tree(LOCALHOST, hex("800100"), hex("810100"), hex("0500"))))],
  ] as const
).map(([name, content]) => forbids(`malformed: ${name}`, { content }));

// A malformed authority does not count.
const NO_SEQUENCE = refused(
  "constraints: malformed: no sequence",
  "certificate signed by an unknown authority (CN=Test Intermediate), trust that with --cacert FILE",
  limited({ content: hex("0500") }),
  { raw: true },
);

export const forms: CertificateRow[] = [...FORMS, ...MALFORMED, NO_SEQUENCE];
