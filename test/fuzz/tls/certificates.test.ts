/** Damaged certificates and constraints: nothing is read beyond their end. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { Text } from "../../../src/core/bytes/text";
import { Certificate, findSubject } from "../../../src/core/certificate/certificate";
import { NameConstraints } from "../../../src/core/certificate/constraints";
import { Der } from "../../../src/core/certificate/der";
import { Host, putNames } from "../../../src/core/certificate/names";
import { putSubject } from "../../../src/core/certificate/subject";
import { der, generalName, names, sequence } from "../../core/certificate-der.ts";
import { holds, TIMES } from "../runs.ts";
import { fakeCertificate, fakeRoot } from "./fake-certificates.ts";

vi.setConfig({ testTimeout: 120_000 * TIMES });

/** Bytes that throw if they are read beyond their end. */
function guarded(bytes: Uint8Array): Uint8Array {
  return new Proxy(bytes, {
    get(target, key) {
      if (typeof key === "string" && /^-?\d+$/.test(key) && !(Number(key) >= 0 && Number(key) < target.length))
        throw new Error(`byte ${key} of ${target.length}`);
      const value: unknown = Reflect.get(target, key, target);
      if (key !== "subarray") return typeof value === "function" ? value.bind(target) : value;
      return (from: number, to: number) => {
        // In malformed data an end may precede its start: that is empty, also in AssemblyScript.
        if (!(from >= 0 && from <= target.length && to >= 0 && to <= target.length))
          throw new Error(`bytes ${from} to ${to} of ${target.length}`);
        return guarded(target.subarray(from, to));
      };
    },
  });
}

describe("certificates", () => {
  const good = [
    fakeCertificate(),
    fakeCertificate({ key: "rsa", signer: "pss" }),
    fakeCertificate({ key: "pss", signer: "rsa" }),
    fakeCertificate({
      subject: "C=DE,O=Example,CN=x",
      extensions: [names("DNS:a.b", "IP:10.0.0.1", "dir:CN=y", "email:z")],
    }),
    fakeRoot(),
  ];
  const change = fc.tuple(
    fc.nat(),
    fc.oneof(fc.constantFrom(0, 1, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0xff), fc.nat(255)),
  );

  test("are not read beyond their end, however they are damaged", () => {
    let whole = 0;
    holds(
      4000,
      fc.tuple(fc.constantFrom(...good), fc.array(change, { maxLength: 3 }), fc.nat(40)),
      ([from, changes, missing]) => {
        const bytes = new Uint8Array(from.subarray(0, from.length - (missing > 30 ? missing : 0)));
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const all = guarded(bytes);
        findSubject(new Der(all, bytes.length));
        const certificate = new Certificate();
        const isGood = certificate.parse(all);
        // Bytes after it make no difference.
        const behind = new Der(Buffer.concat([bytes, Buffer.alloc(40, 0x30)]), bytes.length);
        const before = new Der(bytes, bytes.length);
        expect(findSubject(behind)).toBe(findSubject(before));
        if (!isGood) return;
        whole++;
        const host = new Host(new TextEncoder().encode("a.b"), new Uint8Array(0));
        host.isNamedBy(certificate);
        putNames(new Text(), certificate, 2);
        putSubject(new Text(), certificate.subject);
        putSubject(new Text(), certificate.issuer);
      },
    );
    expect(whole).toBeGreaterThan(400 * TIMES);
  });

  test("constraints are not read beyond their end", () => {
    const tree = fc.tuple(
      fc.constantFrom(0xa0, 0xa1),
      fc.array(fc.constantFrom("DNS:b", "DNS:.b", "IP:10.0.0.0/255.0.0.0", "dir:CN=y", "email:z", "DNS:"), {
        maxLength: 3,
      }),
    );
    const certificate = new Certificate();
    expect(certificate.parse(good[3] as Uint8Array)).toBe(true);
    holds(2000, fc.tuple(fc.array(tree, { maxLength: 3 }), fc.array(change, { maxLength: 2 })), ([trees, changes]) => {
      const bytes = new Uint8Array(
        Buffer.concat(trees.map(([tag, texts]) => der(tag, ...texts.map((text) => sequence(generalName(text)))))),
      );
      if (bytes.length === 0) return;
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      new NameConstraints(guarded(bytes)).permit(
        certificate,
        new Host(new TextEncoder().encode("a.b"), new Uint8Array(0)),
      );
    });
  });
});
