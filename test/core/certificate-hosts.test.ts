import { expect, test } from "vitest";
import { both } from "./both.ts";
import {
  authority,
  certificate,
  der,
  extension,
  leaf,
  NULL,
  nameConstraints,
  names,
  root,
  sequence,
} from "./certificate-der.ts";
import { below, between, my, TRUSTED, verify } from "./certificate-trial.ts";

// Hosts that a certificate names, constraints on them, and how its authority is shown.

const refused =
  "certificate of the authority CN=My CA does not permit names in the certificates below it (name constraints)";

/** Verifies a certificate with names below an authority with constraints. */
const judge = (
  permitted: string[],
  excluded: string[],
  own: string[] = ["DNS:localhost"],
  host = "localhost",
  subject = "CN=localhost",
) =>
  verify([leaf({ subject, extensions: [names(...own)] })], {
    host,
    trusted: [root({ extensions: [authority(), nameConstraints(permitted, excluded)] })],
  });

test("constraints on host names and addresses", () => {
  expect(judge(["DNS:localhost"], [])).toBe(TRUSTED);
  expect(judge(["DNS:example.org"], [])).toBe(refused);
  expect(judge(["DNS:example.org", "DNS:LOCALHOST"], [])).toBe(TRUSTED);
  expect(judge([], ["DNS:localhost"])).toBe(refused);
  expect(judge([], ["DNS:host"])).toBe(TRUSTED);
  expect(judge([], ["DNS:"])).toBe(refused);
  expect(judge(["DNS:"], [])).toBe(TRUSTED);
  const web = ["DNS:www.example.org"];
  expect(judge(["DNS:example.org"], [], web, "www.example.org")).toBe(TRUSTED);
  expect(judge(["DNS:.example.org"], [], web, "www.example.org")).toBe(TRUSTED);
  expect(judge(["DNS:ample.org"], [], web, "www.example.org")).toBe(refused);
  expect(judge(["DNS:.example.org"], [], ["DNS:example.org"], "example.org")).toBe(refused);
  expect(judge(["DNS:example.org"], ["DNS:www.example.org"], web, "www.example.org")).toBe(refused);
  // Every name counts, not only the one that is wanted; and what a wildcard stands for.
  expect(judge(["DNS:example.org"], [], [...web, "DNS:example.com"], "www.example.org")).toBe(refused);
  expect(judge([], ["DNS:www.example.org"], ["DNS:*.example.org"], "www.example.org")).toBe(refused);
  expect(judge([], ["DNS:www.example.org"], ["DNS:*.example.org"], "api.example.org")).toBe(TRUSTED);
  const ip = ["IP:10.1.2.3"];
  expect(judge(["IP:10.0.0.0/255.0.0.0"], [], ip, "10.1.2.3")).toBe(TRUSTED);
  expect(judge(["IP:10.2.0.0/255.255.0.0"], [], ip, "10.1.2.3")).toBe(refused);
  expect(judge([], ["IP:0.0.0.0/0.0.0.0"], ip, "10.1.2.3")).toBe(refused);
  expect(judge([], [`IP:${"00".repeat(32)}`], ip, "10.1.2.3")).toBe(TRUSTED);
  expect(judge([`IP:${"00".repeat(32)}`], [], ip, "10.1.2.3")).toBe(refused);
  expect(judge([], ["IP:0a0102"], ip, "10.1.2.3")).toBe(refused);
  expect(judge(["DNS:example.org"], [], ip, "10.1.2.3")).toBe(TRUSTED);
  // Directories.
  const german = "C=DE,CN=localhost";
  expect(judge(["dir:C=DE"], [], undefined, undefined, german)).toBe(TRUSTED);
  expect(judge(["dir:C=FR"], [], undefined, undefined, german)).toBe(refused);
  expect(judge([], ["dir:C=DE"], undefined, undefined, german)).toBe(refused);
  expect(judge(["dir:C=DE,CN=localhost,O=More"], [], undefined, undefined, german)).toBe(refused);
  expect(judge(["dir:C=FR"], [], undefined, undefined, "")).toBe(TRUSTED);
  // Malformed constraints permit nothing.
  for (const value of [
    sequence(NULL),
    sequence(der(0xa0, NULL)),
    sequence(der(0xa2)),
    sequence(der(0xa0, sequence(der(0x82), NULL))),
  ]) {
    const trusted = [root({ extensions: [authority(), extension("2.5.29.30", value, true)] })];
    expect(verify([leaf()], { trusted })).toBe(refused);
  }
  // Constraints of an intermediate, and of a trusted leaf, which has no certificate below it.
  const chain = [below(), between({ extensions: [authority(), nameConstraints(["DNS:example.org"], [])] })];
  expect(verify(chain, { trusted: my })).toBe(refused.replace("My CA", "Between"));
  const alone = certificate({ extensions: [names("DNS:localhost"), nameConstraints(["DNS:example.org"], [])] });
  expect(verify([alone], { trusted: [alone] })).toBe(TRUSTED);
});

/** A host, then names of a certificate that is for this host. */
const NAMED = [
  ["example.org", "DNS:example.org"],
  ["example.org.", "DNS:example.org"],
  ["EXAMPLE.org", "DNS:example.ORG"],
  ["example.org", "DNS:example.com", "IP:127.0.0.1", "email:a@b", "DNS:example.org"],
  ["www.example.org", "DNS:*.example.org"],
  ["xn--bcher-kva.example.org", "DNS:*.example.org"],
  ["a_b.local", "DNS:a_b.local"],
  ["127.0.0.1", "IP:127.0.0.1"],
  ["::1", `IP:${"00".repeat(15)}01`],
  ["localhost", "DNS:localhost"],
] as const;

/** A host, then names of a certificate that is for another host. */
const NOT_NAMED = [
  ["example.org", "DNS:www.example.org"],
  ["www.example.org", "DNS:example.org"],
  ["example.org", "DNS:*.example.org"],
  ["a.b.example.org", "DNS:*.example.org"],
  ["example.org", "DNS:*.org"],
  ["org", "DNS:*"],
  ["www.example.org", "DNS:*"],
  ["www.example.org", "DNS:*.*.org"],
  ["www.example.org", "DNS:w*.example.org"],
  ["www.example.org", "DNS:www.*.org"],
  ["www.example.org", "DNS:*www.example.org"],
  ["example.org", "DNS:example.org\0"],
  ["example.org", "DNS:example.org\0.com"],
  ["example.org", "DNS:example.org."],
  ["example.org", "DNS:"],
  ["example.org", "DNS: example.org"],
  ["example.org", "URI:example.org"],
  ["example.org", "email:example.org"],
  ["127.0.0.1", "DNS:127.0.0.1"],
  ["127.0.0.1", "DNS:*.0.0.1"],
  ["127.0.0.1", "IP:127.0.0.2"],
  ["127.0.0.1", `IP:${"00".repeat(10)}ffff7f000001`],
  ["127.0.0.1", "IP:7f0000"],
  [".example.org", "DNS:*.example.org"],
] as const;

test("names of hosts", () => {
  const is = (host: string, ...own: string[]) => {
    const it = certificate({ extensions: own.length === 0 ? [] : [names(...own)] });
    return verify([it], { host, trusted: [it] });
  };
  for (const [host, ...own] of NAMED) {
    expect(is(host, ...own), `${host} ${own}`).toBe(TRUSTED);
  }
  for (const [host, ...own] of NOT_NAMED) {
    expect(is(host, ...own), `${host} ${own}`).toMatch("certificate is for ");
  }
  const wrong = (host: string, ...own: string[]) =>
    /certificate is for (.*) \(--resolve connects by that name, -k accepts any\)/s.exec(is(host, ...own))?.[1];
  expect(wrong("localhost", "DNS:example.org")).toBe("example.org, not localhost");
  expect(wrong("localhost.", "DNS:a", "DNS:b")).toBe("a and b, not localhost");
  expect(wrong("10.0.0.1", "DNS:a", "email:e", "DNS:b", "IP:10.0.0.2", "DNS:c", "DNS:d")).toBe(
    "a, b and 3 more, not 10.0.0.1",
  );
  expect(wrong("::1", "IP:10.0.0.2", `IP:${"00".repeat(15)}02`)).toBe("10.0.0.2 and ::2, not ::1");
  expect(wrong("a", "URI:https://a")).toBe("no host, not a");
  const long = "x".repeat(99);
  expect(wrong(long, `DNS:${long}`, `DNS:${long}y`, "DNS:z")).toBe(undefined);
  expect(wrong(`${long}z`, `DNS:${long}`, `DNS:${long}y`, "DNS:z")).toBe(
    `${"x".repeat(40)}..., ${"x".repeat(40)}... and 1 more, not ${"x".repeat(50)}...`,
  );
  expect(is("localhost")).toBe("certificate has no subjectAltName, so it names no host (CN=localhost does not count)");
});

test("names of authorities", () => {
  const issuer = (text: string) => /by (.*) from/s.exec(both("certificate parse", certificate({ issuer: text })))?.[1];
  expect(issuer("C=DE,O=Example,CN=My CA")).toBe("CN=My CA");
  expect(issuer("CN=My CA,O=Example")).toBe("CN=My CA");
  expect(issuer("C=DE,OU=Unit,O=Example")).toBe("O=Example");
  expect(issuer("C=DE,OU=Unit")).toBe("OU=Unit");
  expect(issuer("C=DE,2.5.4.7=Berlin")).toBe("DE");
  expect(issuer("")).toBe("no name");
  expect(issuer("CN=,O=Example")).toBe("O=Example");
  expect(issuer(`CN=${"x".repeat(64)}`)).toBe(`CN=${"x".repeat(64)}`);
  expect(issuer(`CN=${"x".repeat(65)}`)).toBe(`CN=${"x".repeat(64)}...`);
  // The last character is shown whole.
  expect(issuer(`CN=${"x".repeat(63)}äy`)).toBe(`CN=${"x".repeat(63)}${Buffer.from("ä").toString("latin1")}...`);
  expect(issuer("CN=a\nb")).toBe("CN=a\\x0ab");
});
