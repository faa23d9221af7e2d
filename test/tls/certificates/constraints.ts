import { id_ce_nameConstraints, id_ce_subjectAltName } from "@peculiar/asn1-x509";
import { adding, der, hex, nameDer, nameWith, type Part, raw, replacing } from "../authority";
import { accepted, type CertificateRow, type More, refused } from "./row";
import { below } from "./who";

// Name constraints of an intermediate (RFC 5280 §4.2.1.10), over every kind of name that a leaf can have, and over its subject.

const CONSTRAINED = "certificate of the authority CN=Test Intermediate does not permit the names in those below it";

/** General names (RFC 5280 §4.2.1.6); as bases of subtrees they are the same, but for addresses, which have a mask. */
const email = (text: string) => der(0x81, Buffer.from(text, "latin1"));
const dns = (text: string) => der(0x82, Buffer.from(text, "latin1"));
const directory = (...parts: (Part | Part[])[]) => der(0xa4, nameDer(...parts));
const uri = (text: string) => der(0x86, Buffer.from(text, "latin1"));
const address = (digits: string) => der(0x87, hex(digits));
const registered = (digits: string) => der(0x88, hex(digits));
/** An otherName of type 1.2.N. */
const other = (number: number, text: string) =>
  der(0xa0, der(0x06, Buffer.of(42, number)), der(0xa0, der(0x0c, Buffer.from(text))));
const ediParty = (text: string) => der(0xa5, der(0xa1, der(0x0c, Buffer.from(text))));

const LOCALHOST = dns("localhost");

interface Limits {
  /** Bases of subtrees. */
  permitted?: Buffer[];
  excluded?: Buffer[];
  /** The names of the leaf; it has localhost's besides. */
  names?: Buffer[];
  /** Empty where nothing is said: a subject is a directory name, too. */
  subject?: (Part | Part[])[];
  /** The contents of the extension in place of all that. */
  content?: Buffer;
}

const tree = (base: Buffer, ...distances: Buffer[]) => der(0x30, base, ...distances);

function limited({ permitted = [], excluded = [], names = [], subject = [], content }: Limits) {
  const trees = (tag: number, bases: Buffer[]) =>
    bases.length === 0 ? [] : [der(tag, ...bases.map((it) => tree(it)))];
  const limits = content ?? der(0x30, ...trees(0xa0, permitted), ...trees(0xa1, excluded));
  const san = raw(id_ce_subjectAltName, false, der(0x30, LOCALHOST, ...names));
  return below(
    { extensions: adding(raw(id_ce_nameConstraints, true, limits)) },
    { extensions: replacing(san), subject: nameWith(...subject) },
  );
}

const permits = (name: string, limits: Limits, more: More = {}) =>
  accepted(`constraints: ${name}`, limited(limits), { raw: true, ...more });
const forbids = (name: string, limits: Limits, more: More = {}) =>
  refused(`constraints: ${name}`, CONSTRAINED, limited(limits), { raw: true, ...more });

/** A base, and names of its kind that lie in its subtree and that do not. */
interface Kind {
  kind: string;
  base: Buffer;
  inside: [name: string, der: Buffer][];
  outside: [name: string, der: Buffer][];
}

const GERMAN: Part[] = [
  ["C", "printable", "DE"],
  ["O", "utf8", "Example"],
];

const mails = (...texts: string[]): [string, Buffer][] => texts.map((it) => [it, email(it)]);
const uris = (...texts: string[]): [string, Buffer][] => texts.map((it) => [it, uri(it)]);

const KINDS: Kind[] = [
  {
    kind: "the e-mail host example.org",
    base: email("example.org"),
    inside: mails("root@example.org", "root@EXAMPLE.Org", "a.b+c@example.org", '"a@b"@example.org'),
    outside: mails("root@example.com", "root@mail.example.org", "root@notexample.org", "root@example.or", "root@"),
  },
  {
    kind: "the e-mail domain .example.org",
    base: email(".example.org"),
    inside: mails("root@mail.example.org", "root@a.b.EXAMPLE.org"),
    outside: mails("root@example.org", "root@notexample.org", "root@example.org.com"),
  },
  {
    kind: "the mailbox root@example.org",
    base: email("root@example.org"),
    inside: mails("root@example.org", "root@EXAMPLE.ORG"),
    outside: mails("Root@example.org", "toor@example.org", "roots@example.org", "root@mail.example.org"),
  },
  {
    kind: "the e-mail host @example.org",
    base: email("@example.org"),
    inside: mails("root@example.org"),
    outside: mails("root@example.com"),
  },
  {
    kind: "the URI host example.org",
    base: uri("example.org"),
    inside: uris("spiffe://example.org/ns/a", "https://EXAMPLE.org:8443/a", "https://example.org"),
    outside: uris(
      "spiffe://example.com/ns/a",
      "https://www.example.org/",
      "https://example.org.com/",
      "https://xample.org/",
    ),
  },
  {
    kind: "the URI domain .example.org",
    base: uri(".example.org"),
    inside: uris("spiffe://a.example.org/ns", "https://a.b.EXAMPLE.org:1/"),
    outside: uris("https://example.org/", "https://notexample.org/", "https://a.example.com/.example.org"),
  },
  {
    kind: "the directory C=DE, O=Example",
    base: directory(...GERMAN),
    inside: [
      ["the same", directory(...GERMAN)],
      ["one below", directory(...GERMAN, ["CN", "utf8", "a"])],
      ["other case", directory(["C", "printable", "de"], ["O", "utf8", "EXAMPLE"], ["CN", "utf8", "a"])],
      ["other strings", directory(["C", "utf8", "DE"], ["O", "printable", "Example"])],
      ["a BMPString", directory(["C", "printable", "DE"], ["O", "bmp", "Example"])],
      ["more spaces", directory(["C", "printable", "DE"], ["O", "utf8", "  Example "])],
    ],
    outside: [
      ["another", directory(["C", "printable", "DE"], ["O", "utf8", "Other"])],
      ["the one above", directory(["C", "printable", "DE"])],
      ["one that begins alike", directory(["C", "printable", "DE"], ["O", "utf8", "Example GmbH"])],
      ["the same in another order", directory(["O", "utf8", "Example"], ["C", "printable", "DE"])],
      ["another type", directory(["C", "printable", "DE"], ["CN", "utf8", "Example"])],
      ["one more in a set", directory(["C", "printable", "DE"], [...GERMAN.slice(1), ["CN", "utf8", "a"]])],
    ],
  },
  {
    kind: "10.0.0.0/8",
    base: address("0a000000ff000000"),
    inside: [["10.1.2.3", address("0a010203")]],
    outside: [
      ["11.1.2.3", address("0b010203")],
      ["::ffff:10.1.2.3", address("00000000000000000000ffff0a010203")],
    ],
  },
  {
    kind: "fd00::/8",
    base: address(`fd${"00".repeat(15)}ff${"00".repeat(15)}`),
    inside: [["fd00::1", address(`fd${"00".repeat(14)}01`)]],
    outside: [
      ["fe00::1", address(`fe${"00".repeat(14)}01`)],
      ["253.0.0.1", address("fd000001")],
    ],
  },
];

/** Each of them permitted, excluded, and both in one. */
const EACH = KINDS.flatMap(({ kind, base, inside, outside }) => [
  ...inside.flatMap(([name, it]) => [
    permits(`${kind} permitted: ${name}`, { permitted: [base], names: [it] }),
    forbids(`${kind} excluded: ${name}`, { excluded: [base], names: [it] }),
    forbids(`${kind} permitted and excluded: ${name}`, { permitted: [base], excluded: [base], names: [it] }),
  ]),
  ...outside.flatMap(([name, it]) => [
    forbids(`${kind} permitted: ${name}, outside`, { permitted: [base], names: [it] }),
    permits(`${kind} excluded: ${name}, outside`, { excluded: [base], names: [it] }),
    forbids(`${kind} permitted: one inside, and ${name}`, {
      permitted: [base],
      names: [...inside.slice(0, 1).map(([, first]) => first), it],
    }),
  ]),
  permits(`${kind} permitted: no such name`, { permitted: [base] }),
]);

/** Names that cannot be compared with a base of their kind: rejected on both sides. */
const INCOMPARABLE: [name: string, base: Buffer, names: Buffer[], more?: { permitted?: More; excluded?: More }][] = [
  ["an e-mail without @", email("example.org"), [email("example.org")]],
  ["an empty e-mail", email("example.org"), [email("")]],
  ["a registeredID", registered("2a03"), [registered("2a03")]],
  ["another registeredID", registered("2a03"), [registered("2a04")]],
  ["an otherName", other(3, "a"), [other(3, "a")]],
  ["an ediPartyName", ediParty("a"), [ediParty("a")]],
  ["a URI without a scheme", uri("example.org"), [uri("example.org/a")]],
  ["a URI without a host", uri("example.org"), [uri("urn:example:a")]],
  ["a URI with an empty host", uri("example.org"), [uri("file:///a")]],
  ["an empty URI", uri("example.org"), [uri("")]],
  ["an address of 3 bytes", address("0a000000ff000000"), [address("0a0102")]],
  ["an address, the base of 7 bytes", address("0a000000ff0000"), [address("0a010203")]],
];

const NEITHER = INCOMPARABLE.flatMap(([name, base, names, more]) => [
  forbids(`${name}, permitted`, { permitted: [base], names }, more?.permitted),
  forbids(`${name}, excluded`, { excluded: [base], names }, more?.excluded),
]);

const CN: Part = ["CN", "utf8", "leaf"];

/** The subject, which is a directory name, and in it each emailAddress, which is a mailbox. */
const SUBJECTS: CertificateRow[] = [
  permits("the subject inside", { permitted: [directory(...GERMAN)], subject: [...GERMAN, CN] }),
  forbids("the subject outside", { permitted: [directory(...GERMAN)], subject: [CN] }),
  forbids("the subject inside what is excluded", { excluded: [directory(...GERMAN)], subject: [...GERMAN, CN] }),
  permits("the subject outside what is excluded", { excluded: [directory(...GERMAN)], subject: [CN] }),
  permits("an empty subject", { permitted: [directory(...GERMAN)], subject: [] }),
  permits("the empty directory permitted", { permitted: [directory()], subject: [CN] }),
  forbids("the empty directory excluded", { excluded: [directory()], subject: [CN] }),
  ...(
    [
      ["example.org", "root@example.org", true],
      ["example.org", "root@example.com", false],
      [".example.org", "root@mail.example.org", true],
      [".example.org", "root@example.org", false],
      ["root@example.org", "root@example.org", true],
      ["root@example.org", "toor@example.org", false],
    ] as const
  ).flatMap(([base, mail, isInside]) => {
    const subject: Part[] = [CN, ["emailAddress", "ia5", mail]];
    const [when, otherwise] = isInside ? [permits, forbids] : [forbids, permits];
    return [
      when(`emailAddress ${mail} in the subject, ${base} permitted`, { permitted: [email(base)], subject }),
      otherwise(`emailAddress ${mail} in the subject, ${base} excluded`, { excluded: [email(base)], subject }),
    ];
  }),
  forbids("emailAddress outside, beside an e-mail inside", {
    permitted: [email("example.org")],
    names: [email("root@example.org")],
    subject: [CN, ["emailAddress", "ia5", "root@example.com"]],
  }),
  forbids("the second emailAddress outside", {
    permitted: [email("example.org")],
    subject: [
      ["emailAddress", "ia5", "a@example.org"],
      ["emailAddress", "ia5", "a@example.com"],
    ],
  }),
  forbids("emailAddress outside, in a set with the common name", {
    permitted: [email("example.org")],
    subject: [[CN, ["emailAddress", "ia5", "a@example.com"]]],
  }),
  forbids("emailAddress without @", {
    permitted: [email("example.org")],
    subject: [["emailAddress", "ia5", "example.org"]],
  }),
  permits("emailAddress, and no constraint of e-mail", {
    permitted: [LOCALHOST],
    subject: [CN, ["emailAddress", "ia5", "root@example.com"]],
  }),
];

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

/** Where curl judges otherwise. RFC 5280 §4.2.1.10 is with us in all but the last ones. */
const READS_URI = "takes all up to the first colon or slash for the host (nc_uri)";
const ADDRESS_URI = "compares an address like a name, though RFC 5280 has such a URI rejected";
const MAILBOX = "looks at the host alone; Go rejects what is no mailbox";

const DIFFERENT: CertificateRow[] = [
  ...[
    "https://root@example.org/",
    "https://a:b@example.org:1/",
    "https://example.org?a",
    "https://example.org#a",
  ].flatMap((name) => [
    permits(
      `the URI host permitted: ${name}`,
      { permitted: [uri("example.org")], names: [uri(name)] },
      { curlDiffers: READS_URI },
    ),
    forbids(
      `the URI host excluded: ${name}`,
      { excluded: [uri("example.org")], names: [uri(name)] },
      { curlDiffers: READS_URI },
    ),
  ]),
  permits(
    "the URI host permitted: a colon in the path",
    { permitted: [uri("example.org")], names: [uri("a://example.org/a:b")] },
    { curlDiffers: READS_URI },
  ),
  forbids(
    "the URI host excluded: a host behind an @",
    { excluded: [uri("example.org")], names: [uri("a://example.com@example.org")] },
    { curlDiffers: READS_URI },
  ),
  ...["https://10.0.0.1/", "https://10.0.0.1:1/"].map((name) =>
    forbids(
      `the address 10.0.0.1 permitted as a URI host: ${name}`,
      { permitted: [uri("10.0.0.1")], names: [uri(name)] },
      { curlDiffers: ADDRESS_URI },
    ),
  ),
  ...["https://10.0.0.1/", "https://[::1]/"].flatMap((name) => [
    forbids(`the URI host permitted: ${name}`, { permitted: [uri("example.org")], names: [uri(name)] }),
    forbids(
      `the URI host excluded: ${name}`,
      { excluded: [uri("example.org")], names: [uri(name)] },
      { curlDiffers: ADDRESS_URI },
    ),
  ]),
  ...["ro\0ot@example.org", "ro ot@example.org", "r\u00f6ot@example.org"].flatMap((name) => [
    forbids(
      `the e-mail host permitted: ${JSON.stringify(name)}`,
      { permitted: [email("example.org")], names: [email(name)] },
      { curlDiffers: MAILBOX },
    ),
    forbids(
      `the e-mail host excluded: ${JSON.stringify(name)}`,
      { excluded: [email("example.com")], names: [email(name)] },
      { curlDiffers: MAILBOX },
    ),
  ]),
  forbids(
    "an otherName of another type, permitted",
    { permitted: [other(3, "a")], names: [other(4, "a")] },
    { curlDiffers: "compares the types of otherName" },
  ),
  forbids(
    "an otherName of another type, excluded",
    { excluded: [other(3, "a")], names: [other(4, "a")] },
    { curlDiffers: "compares the types of otherName" },
  ),
  forbids(
    "a set in another order, permitted",
    {
      permitted: [
        directory([
          ["O", "utf8", "Example"],
          ["CN", "bmp", "a"],
        ]),
      ],
      subject: [
        [
          ["CN", "utf8", "a"],
          ["O", "utf8", "Example"],
        ],
      ],
    },
    { curlDiffers: "sorts sets" },
  ),
  forbids(
    "another set of two, excluded",
    {
      excluded: [
        directory([
          ["O", "utf8", "Example"],
          ["CN", "bmp", "a"],
        ]),
      ],
      subject: [
        [
          ["CN", "utf8", "b"],
          ["O", "utf8", "Example"],
        ],
      ],
    },
    { curlDiffers: "sorts sets" },
  ),
  permits(
    "an emailAddress that is a UTF8String, inside",
    { permitted: [email("example.org")], subject: [["emailAddress", "utf8", "a@example.org"]] },
    { curlDiffers: "takes an IA5String alone" },
  ),
  forbids("an emailAddress that is a UTF8String, outside", {
    permitted: [email("example.org")],
    subject: [["emailAddress", "utf8", "a@example.com"]],
  }),
  forbids("an emailAddress that is a BMPString, permitted", {
    permitted: [email("example.org")],
    subject: [["emailAddress", "bmp", "a@example.org"]],
  }),
  forbids("an emailAddress that is a BMPString, excluded", {
    excluded: [email("example.com")],
    subject: [["emailAddress", "bmp", "a@example.org"]],
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

const NO_SEQUENCE = refused(
  "constraints: malformed: no sequence",
  "certificate signed by an unknown authority (CN=Test Intermediate), trust that with --cacert FILE",
  limited({ content: hex("0500") }),
  { raw: true },
);

export const constraints: CertificateRow[] = [
  ...EACH,
  ...NEITHER,
  ...SUBJECTS,
  ...FORMS,
  ...DIFFERENT,
  ...MALFORMED,
  NO_SEQUENCE,
];
