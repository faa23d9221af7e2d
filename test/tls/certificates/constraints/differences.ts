import { der, hex } from "../../authority";
import type { CertificateRow } from "../row";
import { directory, dns, email, forbids, LOCALHOST, other, permits, uri } from "./limits";

// Where curl has another verdict. In no row are we stricter than both curl and Go.

const READS_URI = "takes all up to the first colon or slash for the host (nc_uri)";
const ADDRESS_URI = "compares an address like a name, though RFC 5280 has such a URI rejected";
const MAILBOX = "looks at the host alone; Go rejects what is no mailbox";

const STRICTER_OR_RIGHT: CertificateRow[] = [
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

/** An e-mail beyond ASCII, SmtpUTF8Mailbox (RFC 9598). */
const utf8Mailbox = (text: string) => der(0xa0, hex("06082b06010505070809"), der(0xa0, der(0x0c, Buffer.from(text))));

/** Where curl is stricter about names that are not for hosts. Go ignores them. */
const LOOSER: CertificateRow[] = [
  permits(
    "a common name outside, where the only other name is an address",
    { permitted: [dns("example.org")], subject: [["CN", "utf8", "example.com"]], byAddress: true },
    { host: "127.0.0.1", curlDiffers: "takes a common name for a host where there is no dNSName" },
  ),
  permits(
    "a SmtpUTF8Mailbox outside",
    { permitted: [email("example.org")], names: [utf8Mailbox("\u00f6@example.com")] },
    { curlDiffers: "takes it for an e-mail (RFC 9598)" },
  ),
  permits(
    "an emailAddress that is a UTF8String, and no constraint of e-mail",
    { permitted: [LOCALHOST], subject: [["emailAddress", "utf8", "a@example.org"]] },
    { curlDiffers: "takes an IA5String alone" },
  ),
];

export const differences: CertificateRow[] = [...STRICTER_OR_RIGHT, ...LOOSER];
