import { X509Certificate } from "node:crypto";
import { GeneralName, id_ce_subjectAltName } from "@peculiar/asn1-x509";
import { afterAll, describe, expect, test } from "vitest";
import { cannotRun } from "../run";
import { type StartServer, web } from "../servers";
import { stopWarm } from "../warm/runner.ts";
import {
  altered,
  type Certificate,
  der,
  keyOf,
  nameWith,
  raw,
  replacing,
  san,
  temporaryFolder,
  type Wish,
} from "./authority";
import { leaf, ROOT, STRANGER } from "./certificates/who.ts";
import { serve13 } from "./messages/servers.ts";
import { nodeTls } from "./servers";
import { OK, serves } from "./speaker";
import { quick, runSubject, type Subject } from "./subjects";

// What -v shows of a TLS connection and of the server's certificate.

const folder = temporaryFolder();
const trusted = folder.write("ca.pem", ROOT.pem);
afterAll(async () => {
  await stopWarm();
  folder.remove();
});

/** Speaker has only this cipher suite. */
const SUITE = "TLS_AES_128_GCM_SHA256";
const FIRST = `* TLS 1.3, ${SUITE}`;
/** The most bytes of a line, with its mark and line feed, and of the whole output. */
const MAX_LINE = 260;
const MAX_OUTPUT = 4096;

/** A second line, as Node reads the certificate. */
function dates({ der }: Pick<Certificate, "der">, issuer = "CN=Test Root"): string {
  const { validFrom, validTo } = new X509Certificate(der);
  const [from, to] = [validFrom, validTo].map((it) => new Date(it).toISOString().slice(0, 19).replace("T", " "));
  return `* issued by ${issuer}, valid from ${from} to ${to} UTC`;
}

interface Shown {
  exit: number | null;
  /** The first line, without the time. */
  verdict: string;
  /** The lines that begin with a star. */
  stars: string[];
  /** The others, without times. */
  stages: string[];
  output: string;
}

/** Runs a check with -v of this server. */
async function show(subject: Subject, start: StartServer, args = ["--cacert", trusted], path = "/"): Promise<Shown> {
  const server = await start();
  try {
    const url = `https://localhost:${server.values.port}${path}`;
    const { exit, stdout, stderr } = await runSubject(subject, ["-v", ...args, url]);
    expect(stdout === "" || stderr === "", "output on both streams").toBe(true);
    const output = stdout + stderr;
    const lines = output
      .replaceAll(server.values.port ?? "", "PORT")
      .trimEnd()
      .split("\n");
    return {
      exit,
      verdict: (lines[0] ?? "").replace(/ in \d+ ms$/, ""),
      stars: lines.filter((line) => line.startsWith("* ")),
      stages: lines.slice(1).map((line) => line.replace(/^at \d+ ms/, "at N ms")),
      output,
    };
  } finally {
    await server.close();
  }
}

const of = (chain: Certificate[]): StartServer =>
  nodeTls({ chain, key: (chain[0] as Certificate).key }, { ciphers: SUITE });

/** A server that redirects so many times before it answers. */
function redirecting(chain: Certificate[], times: number): StartServer {
  let count = 0;
  return nodeTls({ chain, key: (chain[0] as Certificate).key }, { ciphers: SUITE }, (socket) =>
    socket.end(count++ < times ? `HTTP/1.1 302 Found\r\nLocation: /${count}\r\nContent-Length: 0\r\n\r\n` : OK),
  );
}

const flipped = (it: Buffer) => Buffer.concat([it.subarray(0, -1), Buffer.of((it.at(-1) ?? 0) ^ 1)]);

/** Certificates that are refused, the start of the reason, and the names. */
const REFUSALS: [what: string, words: string, wish: Wish, names?: string][] = [
  ["of an unknown authority", "certificate signed by an unknown authority (CN=My CA)", { issuer: STRANGER }],
  ["that has expired", "certificate expired 2", { days: [-20, -10] }],
  ["that is not valid yet", "certificate is not valid before 2", { days: [10, 20] }],
  ["for another host", "certificate is for example.org, not localhost", { names: ["example.org"] }, "example.org"],
  ["without names", "certificate has no subjectAltName", { names: [] }, "no host"],
  ["with a wrong signature", "certificate is signed by another authority", { signed: flipped }],
  ["with a key that is too short", "certificate has an RSA key of less than 2048 bits", { key: keyOf("rsa1024") }],
];

const REFUSED = "unhealthy: GET https://localhost:PORT/: ";

const SUITES_13: [ciphers: string, name: string][] = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
].map((name) => [name, name]);

/** OpenSSL's names, and those of IANA's registry. */
const SUITES_12: Record<"p256" | "rsa2048", [ciphers: string, name: string][]> = {
  p256: [
    ["ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"],
    ["ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"],
    ["ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"],
  ],
  rsa2048: [
    ["ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
    ["ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
    ["ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"],
  ],
};

/** What a certificate's names look like, for certificates that a server shows. */
const NAMES: [what: string, names: string[], shown: string][] = [
  ["one", ["localhost"], "localhost"],
  ["two", ["localhost", "127.0.0.1"], "localhost and 127.0.0.1"],
  ["wildcards and addresses", ["*.example.org", "localhost", "::1"], "*.example.org, localhost and ::1"],
  [
    "1,000",
    ["localhost", ...Array.from({ length: 999 }, (_, i) => `host-${i}.example.org`)],
    `localhost, ${Array.from({ length: 8 }, (_, i) => `host-${i}.example.org`).join(", ")} and 991 more`,
  ],
  ["16,000 bytes", ["localhost", "x".repeat(16_000)], `localhost and ${"x".repeat(40)}...`],
  ["60,000 bytes", ["localhost", "x".repeat(60_000)], `localhost and ${"x".repeat(40)}...`],
  ["a line feed and a NUL byte", ["localhost", "a\n* b\0c"], "localhost and a\\x0a* b\\x00c"],
  ["an escape sequence", ["localhost", "\x1b[2Ja"], "localhost and \\x1b[2Ja"],
  ["the end of a line", ["localhost", "a\r\n"], "localhost and a\\x0d\\x0a"],
  ["only control bytes", ["localhost", "\x01".repeat(500)], `localhost and ${"\\x01".repeat(10)}...`],
  [
    "100 names of control bytes",
    ["localhost", ...Array<string>(99).fill("\x02".repeat(30))],
    `localhost, ${Array<string>(4)
      .fill(`${"\\x02".repeat(10)}...`)
      .join(", ")} and 95 more`,
  ],
];

/** Names that are no ASCII, as bytes of a dNSName. */
const BYTES: [what: string, bytes: Buffer, shown: string][] = [
  ["UTF-8", Buffer.from("bücher.example"), "bücher.example"],
  ["a change of direction", Buffer.from("a\u202eb"), "a\\xe2\\x80\\xaeb"],
  ["a cut character", Buffer.of(0x61, 0xe2, 0x80), "a\\xe2\\x80"],
  ["ISO 8859-1", Buffer.of(0x62, 0xfc), "b\\xfc"],
  ["a C1 control character", Buffer.of(0xc2, 0x9b, 0x32), "\\xc2\\x9b2"],
];

describe.each(quick)("$name", (subject) => {
  const check = (name: string, run: () => Promise<void>) =>
    test(name, async (context) => {
      if (subject.available !== true) cannotRun(context, subject.available);
      await run();
    });

  check("a trusted certificate, between the stages", async () => {
    const chain = [leaf()];
    const { exit, verdict, stages } = await show(subject, of(chain));
    expect({ exit, verdict }).toEqual({ exit: 0, verdict: "healthy: GET https://localhost:PORT/: 200" });
    expect(stages).toEqual([
      expect.stringMatching(/^at N ms: connecting/),
      "at N ms: making the TLS handshake",
      FIRST,
      "* certificate for localhost",
      dates(chain[0] as Certificate),
      "at N ms: sending the request",
      "at N ms: waiting for the response",
      "at N ms: receiving the response headers",
      "< HTTP/1.1 200 OK",
      "< Content-Length: 0",
    ]);
  });

  for (const [what, words, wish, names = "localhost"] of REFUSALS) {
    check(`a refused certificate ${what}`, async () => {
      const first = leaf(wish);
      const issuer = wish.issuer === STRANGER ? "CN=My CA" : "CN=Test Root";
      const { exit, verdict, stages } = await show(subject, serves({ chain: [first], key: first.key }));
      expect(exit).toBe(1);
      expect(verdict.slice(0, REFUSED.length + words.length)).toBe(REFUSED + words);
      expect(stages).toEqual([
        expect.stringMatching(/^at N ms: connecting/),
        "at N ms: making the TLS handshake",
        FIRST,
        `* certificate for ${names}`,
        dates(first, issuer),
      ]);
    });
  }

  check("a server that lacks the certificate's key", async () => {
    const chain = [leaf()];
    const { verdict, stars } = await show(subject, serves({ chain, key: keyOf("p256", 7) }));
    expect(verdict).toBe(`${REFUSED}the peer has not the key of its certificate`);
    expect(stars).toEqual([FIRST, "* certificate for localhost", dates(chain[0] as Certificate)]);
  });

  check("a handshake that stops behind the certificate", async () => {
    const { start } = serve13({ order: (names) => names.filter((name) => name !== "Finished") });
    const { verdict, stars } = await show(subject, start, ["-k", "-t", "1s"]);
    expect(verdict).toBe(`${REFUSED}timed out after 1s making the TLS handshake`);
    expect(stars[0]).toBe(`${FIRST}, ALPN http/1.1`);
    expect(stars[1]).toBe("* certificate for localhost");
  });

  check("a certificate that cannot be read", async () => {
    const chain = [altered(leaf(), (it) => it.subarray(0, -1))];
    const { key } = leaf();
    const refused = await show(subject, serves({ chain, key }));
    expect(refused.verdict).toBe(`${REFUSED}certificate is malformed`);
    expect(refused.stars).toEqual([FIRST, "* certificate that is malformed"]);
    const accepted = await show(subject, serves({ chain, key }), ["-k"]);
    expect(accepted.exit).toBe(0);
    expect(accepted.stars).toEqual(refused.stars);
  });

  check("-k: any certificate", async () => {
    const chain = [leaf({ issuer: STRANGER, names: ["example.org"], days: [-20, -10] })];
    const { exit, stars } = await show(subject, of(chain), ["-k"]);
    expect(exit).toBe(0);
    expect(stars).toEqual([FIRST, "* certificate for example.org", dates(chain[0] as Certificate, "CN=My CA")]);
  });

  for (const version of ["TLSv1.3", "TLSv1.2"] as const) {
    for (const type of ["p256", "rsa2048"] as const) {
      const suites = version === "TLSv1.3" ? SUITES_13 : SUITES_12[type];
      for (const [ciphers, name] of suites) {
        check(`${version} with ${ciphers} and ${type}`, async () => {
          const chain = [leaf({ key: keyOf(type) })];
          const options = { minVersion: version, maxVersion: version, ciphers } as const;
          const { stars } = await show(subject, nodeTls({ chain, key: keyOf(type) }, options));
          expect(stars[0]).toBe(`* ${version.replace("v", " ")}, ${name}`);
        });
      }
      check(`${version} with ALPN and ${type}`, async () => {
        const chain = [leaf({ key: keyOf(type) })];
        const options = { maxVersion: version, ALPNProtocols: ["http/1.1"] };
        const { stars } = await show(subject, nodeTls({ chain, key: keyOf(type) }, options));
        expect(stars[0]).toMatch(/, ALPN http\/1\.1$/);
      });
    }
  }

  for (const [what, names, shown] of NAMES) {
    check(`names: ${what}`, async () => {
      const { exit, stars, output } = await show(subject, of([leaf({ names })]));
      expect(exit).toBe(0);
      expect(stars).toHaveLength(3);
      expect(stars[1]).toBe(`* certificate for ${shown}`);
      expectBounded(output);
    });
  }

  for (const [what, bytes, shown] of BYTES) {
    check(`a name with ${what}`, async () => {
      const extensions = replacing(raw(id_ce_subjectAltName, false, der(0x30, der(0x82, bytes))));
      const { stars, output } = await show(subject, of([leaf({ extensions })]));
      expect(stars[1]).toBe(`* certificate for ${shown}`);
      expectBounded(output);
    });
    check(`an issuer with ${what}`, async () => {
      const chain = [leaf({ claims: nameWith(["CN", "teletex", bytes]) })];
      const { stars, output } = await show(subject, of(chain), ["-k"]);
      expect(stars[2]).toContain(`* issued by CN=${shown}, valid from `);
      expectBounded(output);
    });
  }

  check("names of other kinds count for nothing", async () => {
    const other = san(new GeneralName({ rfc822Name: "root@example.org" }));
    const { stars } = await show(subject, of([leaf({ extensions: replacing(other) })]), ["-k"]);
    expect(stars[1]).toBe("* certificate for no host");
  });

  check("each connection of a redirect", async () => {
    const chain = [leaf()];
    const start = redirecting(chain, 1);
    const { exit, stars } = await show(subject, start, ["-L", "--cacert", trusted]);
    const one = [FIRST, "* certificate for localhost", dates(chain[0] as Certificate)];
    expect(exit).toBe(0);
    expect(stars).toEqual([...one, ...one]);
  });

  check("ten redirects, each to a certificate with 2,000 names", async () => {
    const names = ["localhost", ...Array.from({ length: 1999 }, (_, i) => `host-${i}.example.org`)];
    const chain = [leaf({ names })];
    const start = redirecting(chain, 10);
    const { exit, output } = await show(subject, start, ["-L", "-t", "20s", "--cacert", trusted]);
    expect(exit).toBe(0);
    expectBounded(output);
  });

  check("nothing where the peer speaks no TLS", async () => {
    const { stars } = await show(subject, web({}));
    expect(stars).toEqual([]);
  });
});

function expectBounded(output: string): void {
  expect(Buffer.byteLength(output)).toBeLessThanOrEqual(MAX_OUTPUT);
  for (const line of output.split("\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that none of them is there is the point.
  expect(output).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
}
