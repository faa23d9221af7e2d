import { certificate, keyOf, nameWith, type Part, type StringType } from "../authority";
import { accepted, type CertificateRow, type More, refused, type Setup } from "./row";
import { leaf } from "./who";

// The name of an authority in the leaf and in the authority. They are compared by RFC 5280 §7.1, as far as OpenSSL does; curl shows how far
// that is.

const STRINGS: StringType[] = ["utf8", "printable", "teletex", "ia5", "bmp", "universal"];
const WIDE: StringType[] = ["utf8", "teletex", "bmp", "universal"];

type Names = (Part | Part[])[];

/** A leaf that names its issuer `claimed`, from an authority named `own`. */
function issued(claimed: Names, own: Names): () => Setup {
  return () => {
    const root = certificate({ ca: true, key: keyOf("p256", 1), subject: nameWith(...own) });
    return { chain: [leaf({ issuer: root, claims: nameWith(...claimed) })], trust: root.pem };
  };
}

/** Common names that are equal. */
const same = (name: string, claimed: Part, own: Part, more: More = {}) =>
  accepted(`the authority's name: ${name}`, issued([claimed], [own]), more);

/** Names that differ, and how the authority is shown. */
const another = (name: string, claimed: Names, own: Names, shown: string, more: More = {}) =>
  refused(
    `the authority's name: ${name}`,
    `certificate signed by an unknown authority (${shown}), trust that with --cacert FILE`,
    issued(claimed, own),
    more,
  );

const cn = (string: StringType, value: string | Buffer): Part => ["CN", string, value];
const o = (value: string): Part => ["O", "utf8", value];

export const authorityNames: CertificateRow[] = [
  ...STRINGS.flatMap((one) =>
    STRINGS.map((other) => same(`${one} and ${other}`, cn(one, "My Root 1"), cn(other, "My Root 1"))),
  ),
  ...WIDE.flatMap((one) =>
    WIDE.map((other) =>
      same(`R\u00f6\u00f6t as ${one} and ${other}`, cn(one, "R\u00f6\u00f6t"), cn(other, "R\u00f6\u00f6t")),
    ),
  ),
  ...(["utf8", "bmp", "universal"] as const).map((other) =>
    same(`other scripts as utf8 and ${other}`, cn("utf8", "\u0101\u20ac\u65e5"), cn(other, "\u0101\u20ac\u65e5")),
  ),
  same("other case", cn("utf8", "MY rOOT"), cn("utf8", "my Root")),
  same("other case and strings", cn("printable", "MY rOOT"), cn("bmp", "my Root")),
  same("spaces around it", cn("utf8", " \tMy Root\n "), cn("utf8", "My Root")),
  same("spaces within it", cn("utf8", "My \t \r\n Root"), cn("utf8", "My Root")),
  same("spaces in two strings", cn("bmp", "  My   Root "), cn("utf8", "My Root")),
  same("nothing but spaces", cn("utf8", "   "), cn("printable", "")),
  same("a string of no text, the same", cn("numeric", "12 3"), cn("numeric", "12 3")),
  accepted(
    "the authority's name: many parts, each otherwise",
    issued(
      [["C", "utf8", "de"], ["DC", "ia5", "EXAMPLE"], ["DC", "utf8", "org"], o("A  B"), cn("bmp", "x")],
      [["C", "printable", "DE"], ["DC", "ia5", "example"], ["DC", "ia5", "ORG"], o(" a b"), cn("utf8", "X")],
    ),
  ),
  accepted(
    "the authority's name: a set of two, each otherwise",
    issued([[cn("utf8", "My Root"), o("EXAMPLE")]], [[cn("printable", "my root"), o("Example")]]),
  ),
  another("a letter more", [cn("utf8", "My Roots")], [cn("utf8", "My Root")], "CN=My Roots"),
  another("a letter less", [cn("utf8", "My Roo")], [cn("utf8", "My Root")], "CN=My Roo"),
  same("8,000 letters", cn("utf8", "x".repeat(8000)), cn("utf8", "x".repeat(8000))),
  another("8,001 letters", [cn("utf8", "x".repeat(8001))], [cn("utf8", "My Root")], `CN=${"x".repeat(64)}...`),
  another("no space", [cn("utf8", "MyRoot")], [cn("utf8", "My Root")], "CN=MyRoot"),
  another("a no-break space", [cn("utf8", "My\u00a0Root")], [cn("utf8", "My Root")], "CN=My\u00a0Root"),
  another(
    "other case beyond ASCII",
    [cn("utf8", "R\u00d6\u00d6T")],
    [cn("utf8", "r\u00f6\u00f6t")],
    "CN=R\u00d6\u00d6T",
  ),
  another("composed otherwise", [cn("utf8", "Ro\u0308t")], [cn("utf8", "R\u00f6t")], "CN=Ro\u0308t"),
  another("a string of no text in other case", [cn("numeric", "12")], [cn("printable", "12")], "CN=12"),
  another("of another type", [o("My Root")], [cn("utf8", "My Root")], "O=My Root"),
  another("a part less", [cn("utf8", "My Root")], [o("Example"), cn("utf8", "My Root")], "CN=My Root"),
  another("a part more", [o("Example"), cn("utf8", "My Root")], [o("Example")], "CN=My Root"),
  another("a part more behind", [o("Example"), cn("utf8", "a")], [o("Example"), cn("utf8", "a"), o("b")], "CN=a"),
  another("the parts in another order", [cn("utf8", "a"), o("b")], [o("b"), cn("utf8", "a")], "CN=a"),
  another("two parts, one set", [cn("utf8", "a"), o("b")], [[cn("utf8", "a"), o("b")]], "CN=a"),
  another("a NUL byte", [cn("utf8", "My Root\0")], [cn("utf8", "My Root")], "CN=My Root\\x00"),
  another(
    "a set in another order",
    [[cn("utf8", "long name"), o("b")]],
    [[o("b"), cn("utf8", "LONG NAME")]],
    "CN=long name",
    { curlDiffers: "sorts sets" },
  ),
];
