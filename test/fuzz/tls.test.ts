/** What holds of TLS's parts whatever they are given; and that memory is enough for the worst peers. */
import { readFileSync, rmSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { compileWasm } from "../../build/native/wasm.ts";
import { CACHE } from "../../build/paths.ts";
import { parseAddress } from "../../src/core/bytes/address";
import { Text } from "../../src/core/bytes/text";
import { Certificate, findSubject } from "../../src/core/certificate/certificate";
import { NameConstraints } from "../../src/core/certificate/constraints";
import { Der } from "../../src/core/certificate/der";
import { Host, putNames } from "../../src/core/certificate/names";
import { Found, Pem } from "../../src/core/certificate/pem";
import { putSubject } from "../../src/core/certificate/subject";
import { RecordReader } from "../../src/core/tls/record";
import { der, generalName, name, names, pem, sequence } from "../core/certificate-der.ts";
import { digestOf as digest, fuzz } from "./harness";
import { FuzzTlsHost } from "./harness/tls-host";
import { holds, TIMES } from "./runs.ts";
import { fakeCertificate, fakeRoot } from "./tls/fake-certificates.ts";
import { certificateRequest, DATE, flight12, flight13, retry, ticket } from "./tls/fake-server.ts";
import { type Field, inputOf } from "./tls/input.ts";
import { tlsSeeds } from "./tls-seeds.ts";

vi.setConfig({ testTimeout: 120_000 * TIMES });

/** In pieces of these lengths, the last one of which counts for all others. */
function cut(bytes: Uint8Array, lengths: number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[Math.min(i, lengths.length - 1)] ?? bytes.length;
    pieces.push(bytes.slice(at, at + length));
    at += length;
  }
  return pieces;
}

const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe("records", () => {
  const content = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 20, max: 23 }) }, fc.nat(255));
  const body = fc.oneof(
    { weight: 60, arbitrary: fc.uint8Array({ maxLength: 50 }) },
    fc.constantFrom(16_384, 16_640, 16_641).map((length) => new Uint8Array(length)),
  );
  const version = fc.oneof({ weight: 20, arbitrary: fc.constant(3) }, fc.nat(255));
  const one = fc.tuple(content, version, fc.nat(255), body);

  /** The records of a stream, and how it ends. */
  function read(pieces: Uint8Array[]): string[] {
    const reader = new RecordReader();
    const found: string[] = [];
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) {
        const next = reader.take(piece, at, piece.length);
        if (!reader.isPlausible()) return [...found, "no record"];
        if (reader.isTooLong()) return [...found, "too long"];
        expect(next).toBeGreaterThan(at);
        at = next;
        if (reader.isComplete()) found.push(Buffer.from(reader.bytes.subarray(0, reader.length)).toString("hex"));
        else expect(at).toBe(piece.length);
      }
    }
    return [...found, `${reader.isComplete()}`];
  }

  test("are the same in whatever pieces they come", () => {
    holds(1000, fc.tuple(fc.array(one, { maxLength: 5 }), lengths, fc.nat(4)), ([records, places, missing]) => {
      const all = records.map(([kind, major, minor, bytes]) =>
        Buffer.concat([Buffer.of(kind, major, minor, bytes.length >> 8, bytes.length & 255), bytes]),
      );
      const stream = new Uint8Array(Buffer.concat(all));
      const bytes = stream.slice(0, Math.max(0, stream.length - missing));
      const whole = read([bytes]);
      expect(read(cut(bytes, places))).toEqual(whole);
      const good = records.findIndex(
        ([kind, major, , it]) => kind < 20 || kind > 23 || major !== 3 || it.length > 16_640,
      );
      if (missing > 0) return;
      const wanted = all.slice(0, good < 0 ? all.length : good).map((it) => it.toString("hex"));
      expect(whole.slice(0, -1)).toEqual(wanted);
    });
  });
});

/** A host whose file comes in pieces of these lengths. */
class PieceHost extends FuzzTlsHost {
  private readonly pieces: Uint8Array[];

  constructor(file: string, places: number[]) {
    super(new Text());
    this.pieces = cut(new Uint8Array(Buffer.from(file, "latin1")), places);
  }

  override readFile(to: Uint8Array): number {
    const piece = this.pieces.shift() ?? new Uint8Array(0);
    to.set(piece);
    return piece.length;
  }
}

describe("PEM files", () => {
  const label = fc.constantFrom("CERTIFICATE", "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE", "PRIVATE KEY");
  const block = fc.tuple(
    fc.uint8Array({ minLength: 1, maxLength: 80 }),
    label,
    fc.constantFrom(1, 4, 63, 64, 76),
    fc.constantFrom("\n", "\r\n", " \n"),
  );
  const noise = fc.constantFrom(
    "",
    "\n",
    "# a comment\n",
    "subject=CN = x\n\n",
    "-----\n",
    "-----BEGIN\n",
    "----BEGIN CERTIFICATE-----\n",
  );
  const damage = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom("", "=", "-", "\n", "\0", "A", "*"),
  );

  function read(file: string, places: number[]): string[] {
    const reader = new Pem(new PieceHost(file, places));
    const found: string[] = [];
    for (let what = reader.next(); what !== Found.END; what = reader.next()) {
      found.push(
        what === Found.CERTIFICATE ? Buffer.from(reader.der.subarray(0, reader.length)).toString("hex") : `${what}`,
      );
      expect(found.length).toBeLessThan(1000);
    }
    return found;
  }

  test("have the certificates that were put there, in whatever pieces they are read", () => {
    holds(
      1500,
      fc.tuple(fc.array(fc.tuple(noise, block), { maxLength: 4 }), noise, lengths),
      ([blocks, end, places]) => {
        const file =
          blocks.map(([before, [content, kind, width, line]]) => before + pem(content, kind, width, line)).join("") +
          end;
        const wanted = blocks
          .filter(([, [, kind]]) => kind !== "PRIVATE KEY")
          .map(([, [content]]) => Buffer.from(content).toString("hex"));
        expect(read(file, [4096])).toEqual(wanted);
        expect(read(file, places)).toEqual(wanted);
      },
    );
  });

  test("that are broken are broken in the same way in whatever pieces they are read", () => {
    holds(
      1500,
      fc.tuple(fc.array(block, { maxLength: 3 }), fc.array(damage, { maxLength: 3 }), lengths),
      ([blocks, damages, places]) => {
        let file = blocks.map(([content, kind, width, line]) => pem(content, kind, width, line)).join("");
        for (const [place, piece] of damages) {
          const at = Math.floor(place * file.length);
          file = file.slice(0, at) + piece + file.slice(at + 1);
        }
        expect(read(file, places)).toEqual(read(file, [4096]));
      },
    );
  });
});

/** Bytes of which none may be read beyond their end. */
function guarded(bytes: Uint8Array): Uint8Array {
  return new Proxy(bytes, {
    get(target, key) {
      if (typeof key === "string" && /^-?\d+$/.test(key) && !(Number(key) >= 0 && Number(key) < target.length))
        throw new Error(`byte ${key} of ${target.length}`);
      const value: unknown = Reflect.get(target, key, target);
      if (key !== "subarray") return typeof value === "function" ? value.bind(target) : value;
      return (from: number, to: number) => {
        // What is bad has an end before its start: that is nothing, in AssemblyScript too.
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
        // What behind it stands cannot matter.
        const behind = new Der(Buffer.concat([bytes, Buffer.alloc(40, 0x30)]), bytes.length);
        const before = new Der(bytes, bytes.length);
        expect(findSubject(behind)).toBe(findSubject(before));
        if (!isGood) return;
        whole++;
        const host = new Host(new TextEncoder().encode("a.b"), new Uint8Array(0));
        host.isNamedBy(certificate);
        putNames(new Text(), certificate);
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

/** RFC 9525 §6.3 and §6.4, and that a star stands for no label of which the rest is a single one (as curl with OpenSSL has it). */
function isNamed(presented: string[], host: string): boolean {
  const isIp = parseAddress(new TextEncoder().encode(host)).length > 0;
  return presented.some((text) => {
    const [kind, value = ""] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
    // An address is compared with addresses, byte by byte, and a name with names.
    if (isIp) return kind === "IP" && value === host;
    if (kind !== "DNS" || !/^(\*\.)?[a-z0-9_.-]+$/i.test(value)) return false;
    const wanted = host.toLowerCase().replace(/\.$/, "").split(".");
    const labels = value.toLowerCase().split(".");
    if (labels.length !== wanted.length) return false;
    // A wildcard is the whole of the left-most label, and matches one label.
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

  test("are matched as RFC 9525 has it", () => {
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

  test("the subject names none", () => {
    const certificate = new Certificate();
    certificate.parse(fakeCertificate({ subject: "CN=web", extensions: [] }));
    expect(new Host(new TextEncoder().encode("web"), new Uint8Array(0)).isNamedBy(certificate)).toBe(false);
    expect(name("CN=web").length).toBeGreaterThan(0);
  });
});

interface Exports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  reserve(length: number): number;
  run(): number;
  digestOf(): number;
  exitStatusOf(): number;
}

describe("memory is enough for", async () => {
  const output = `${CACHE}/harness.${process.pid}.wasm`;
  await compileWasm("test/fuzz/harness.ts", output, true);
  const module = new WebAssembly.Module(new Uint8Array(readFileSync(output)));
  rmSync(output);

  /** Runs an input of harness.ts as WebAssembly, where a trap for want of memory throws, and as JavaScript. */
  function use(fields: Field[]): { used: number; exitStatus: number } {
    const input = inputOf(fields);
    const { memory, reserve, run, digestOf, exitStatusOf } = new WebAssembly.Instance(module, {}).exports as Exports;
    new Uint8Array(memory.buffer).set(input, reserve(input.length));
    expect(run()).toBe(1);
    expect([fuzz(new Uint8Array(input)), digest()]).toEqual([true, digestOf()]);
    return { used: reserve(1), exitStatus: exitStatusOf() };
  }

  const BREAK = ",";
  const HOST: Field[] = ["T", "a-L", "a-v", "ahttps://10.0.0.1/", DATE];
  const TRUSTED: Field[] = [...HOST, Buffer.concat([Buffer.from("G"), fakeRoot()])];
  const INSECURE: Field[] = ["T", "a-k", ...HOST.slice(1)];
  const REDIRECT = "HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: /\r\n\r\n";
  const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  /** The same on every one of 11 connections. */
  const everywhere = (start: Field[], flight: Field[], mode = "3") => [
    ...start,
    ...Array<Field[]>(10)
      .fill([...flight, BREAK, `p${mode}\x17${REDIRECT}`, BREAK])
      .flat(),
    ...[...flight, BREAK, `p${mode}\x17${OK}`],
  ];
  const cookie = retry(0x17, Buffer.alloc(4096, 1));
  /** A ticket of 16,384 bytes, most of them zeros: its times, no nonce, and a length that leaves room for no extensions. */
  const LARGE_TICKET = Buffer.concat([Buffer.from("z3\x04\x04\0"), Buffer.alloc(9), Buffer.of(0x3f, 0xf3)]);
  const chain = [
    fakeCertificate({ key: "pss", signer: "rsa" }),
    ...Array.from({ length: 15 }, (_, i) => fakeCertificate({ key: "rsa", subject: `CN=${i}` })),
  ];
  const long = (group = 0x1d) => flight13({ key: "pss", chain, group, more: [certificateRequest(10_000)] });
  const EMPTY_CERTIFICATES = Buffer.concat([Buffer.from("z3\x0b\x0e\x00"), Buffer.of(0, 0, 0xdf, 0xfc)]);

  const worst: Record<string, Field[]> = {
    "11 connections": everywhere(TRUSTED, flight13()),
    "11 connections of TLS 1.2": everywhere(TRUSTED, flight12(), "g"),
    cookies: everywhere(TRUSTED, [cookie, BREAK, ...flight13({ group: 0x17 })]),
    "thousands of extensions of a request": everywhere(TRUSTED, flight13({ more: [certificateRequest(15_000)] })),
    "thousands of extensions of a ticket": everywhere(TRUSTED, [...flight13(), BREAK, ticket(15_000)]),
    "thousands of certificates": [...INSECURE, ...flight13().slice(0, 3), EMPTY_CERTIFICATES],
    "new keys again and again": everywhere(TRUSTED, [...flight13(), BREAK, "*15", "h3\x18\0"]),
    "large tickets": everywhere(TRUSTED, [...flight13(), BREAK, "*60", LARGE_TICKET]),
    "many certificates": everywhere(INSECURE, flight13({ key: "pss", chain })),
    "all of that": everywhere(INSECURE, [cookie, BREAK, ...long(0x17), BREAK, "*15", "h3\x18\0"]),
    "records of one byte": [...TRUSTED, "h0\x02", "*5000", "p0\x16\0", BREAK, "*5000", "p0\x16\0"],
    "records without end": [...INSECURE, ...flight13(), BREAK, "*5000", `p3\x17${"a".repeat(100)}`],
  };
  const UNHEALTHY = new Set(["thousands of certificates", "records of one byte", "records without end"]);
  for (const [what, fields] of Object.entries(worst)) {
    test(what, () => {
      const { used, exitStatus } = use(fields);
      console.log(`memory: ${what}: ${used >> 10} KiB, with what the harness takes`);
      // All of the redirects have been followed.
      expect(exitStatus).toBe(UNHEALTHY.has(what) ? 1 : 0);
    });
  }

  test("all that the fuzzer starts from", () => {
    for (const fields of tlsSeeds()) use(fields);
  });
});
