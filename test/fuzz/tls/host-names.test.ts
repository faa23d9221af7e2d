/** Which host names a certificate is for. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parseAddress } from "../../../src/core/bytes/address";
import { Certificate } from "../../../src/core/certificate/certificate";
import { Host } from "../../../src/core/certificate/names";
import { name, names } from "../../core/certificate-der.ts";
import { holds, TIMES } from "../runs.ts";
import { fakeCertificate } from "./fake-certificates.ts";

vi.setConfig({ testTimeout: 120_000 * TIMES });

/** RFC 9525 §6.3 and §6.4. As in curl with OpenSSL, at least two labels must follow a wildcard. */
function isNamed(presented: string[], host: string): boolean {
  const isIp = parseAddress(new TextEncoder().encode(host)).length > 0;
  return presented.some((text) => {
    const [kind, value = ""] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
    // Addresses are only compared with addresses, and names with names.
    if (isIp) return kind === "IP" && value === host;
    if (kind !== "DNS" || !/^(\*\.)?[a-z0-9_.-]+$/i.test(value)) return false;
    const wanted = host.toLowerCase().replace(/\.$/, "").split(".");
    const labels = value.toLowerCase().split(".");
    if (labels.length !== wanted.length) return false;
    // A wildcard is the whole left-most label, and matches one label.
    const isWild = labels[0] === "*" && labels.length > 2;
    return labels.every((label, i) => (i === 0 && isWild ? true : label === wanted[i]));
  });
}

describe("host names", () => {
  const label = fc.constantFrom("a", "b", "WWW", "www", "example", "Example", "org", "xn--bcher-kva", "x_y", "1");
  const wanted = fc.oneof(
    { weight: 4, arbitrary: fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join(".")) },
    fc.constantFrom("10.0.0.1", "192.168.1.1", "example.org.", "www.example.org."),
  );
  const odd = fc.constantFrom(
    "*",
    "*.",
    "*.org",
    "*.*.org",
    "w*.example.org",
    "*a.example.org",
    "www.*.org",
    "",
    ".",
    "*..org",
    "a..b",
    "\0a",
    "a\0",
    "10.0.0.1",
    "caf\u00e9.org",
    " a",
    "*.a.b",
    "*.example.org",
    "**.example.org",
    "example.org.",
  );

  test("match by RFC 9525", () => {
    let matched = 0;
    holds(
      6000,
      fc.tuple(
        wanted,
        fc.array(fc.tuple(fc.constantFrom("same", "wild", "other", "odd"), wanted, odd, fc.boolean()), {
          maxLength: 3,
        }),
      ),
      ([host, presented]) => {
        const texts = presented.map(([kind, other, strange, isUpper]) => {
          const text =
            kind === "same" ? host : kind === "wild" ? host.replace(/^[^.]*/, "*") : kind === "other" ? other : strange;
          const isIp = /^\d+\.\d+\.\d+\.\d+$/.test(text);
          return `${isIp && kind !== "odd" ? "IP" : "DNS"}:${isUpper ? text.toUpperCase() : text}`;
        });
        const certificate = new Certificate();
        expect(certificate.parse(fakeCertificate({ extensions: [names(...texts)] }))).toBe(true);
        const bytes = new TextEncoder().encode(host);
        const found = new Host(bytes, parseAddress(bytes)).isNamedBy(certificate);
        if (found) matched++;
        expect(found, JSON.stringify([host, texts])).toBe(isNamed(texts, host));
      },
    );
    expect(matched).toBeGreaterThan(1000 * TIMES);
  });

  test("in the subject do not count", () => {
    const certificate = new Certificate();
    certificate.parse(fakeCertificate({ subject: "CN=web", extensions: [] }));
    expect(new Host(new TextEncoder().encode("web"), new Uint8Array(0)).isNamedBy(certificate)).toBe(false);
    expect(name("CN=web").length).toBeGreaterThan(0);
  });
});
