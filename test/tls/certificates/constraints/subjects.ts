import type { CertificateRow } from "../row";
import { directory, email, forbids, GERMAN, LOCALHOST, type Part, permits } from "./limits";

const CN: Part = ["CN", "utf8", "leaf"];

/** The subject is a directory name, and each emailAddress in it is a mailbox. */
export const subjects: CertificateRow[] = [
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
