import { expect, test } from "vitest";
import { both, memoryUsed } from "./both.ts";
import { authority, extension, key, leaf, oid, pem, root, SERVER, sequence } from "./certificate-der.ts";
import { my, TRUSTED, UNKNOWN, verify } from "./certificate-trial.ts";

// Files and folders of trusted certificates.

/** A certificate that is damaged in several ways. */
function damaged(content: Uint8Array): string[] {
  return [
    pem(content).replace("-----END CERTIFICATE-----", ""),
    pem(content).replace("END", "BEGIN"),
    pem(content).replace("END CERT", "END KEY CERT"),
    pem(content).replace("E-----\n", "E----\n").replace("E-----\n", "E----\n"),
    pem(content).replace("\ny", "\n?"),
    pem(content).replace(/\n/, "\nKey: value\n"),
    pem(content).replace("=", ""),
    pem(content).replace("=", "=="),
    pem(content).replace("=", "AA"),
    pem(content).replace(/\n/, "\n="),
    pem(content).replace(/\n/, "\n\0"),
    pem(content).slice(0, 150),
  ];
}

test("PEM", () => {
  const read = (text: string, size = 4096) =>
    both("certificate pem", `f/f\0${text}`, Buffer.of(0x73, size >> 8, size & 255))
      .replace("open 0", "")
      .trim();
  const sum = (content: Uint8Array) =>
    `${content.length}/${content.reduce((total, byte) => (total * 31 + byte) & 0xffff, 0)}`;
  const contents = [0, 1, 2, 3, 47, 48, 49, 200].map((length) =>
    Buffer.from(Array.from({ length }, (_, i) => (i * 7 + length) & 255)),
  );
  const sums = contents.map(sum).join(" ");
  const text = contents.map((it) => pem(it)).join("");
  for (const size of [1, 2, 3, 5, 7, 63, 64, 65, 4096]) expect(read(text, size), `${size}`).toBe(sums);
  const [, , , , , , , last = Buffer.alloc(0)] = contents;
  const one = sum(last);
  expect(read("")).toBe("");
  expect(read("nothing\nof the kind")).toBe("");
  expect(read(pem(last).trimEnd())).toBe(one);
  expect(read(pem(last, undefined, 64, "\r\n"))).toBe(one);
  expect(read(pem(last, undefined, 64, "  \t\r\n"))).toBe(one);
  expect(read(pem(last, undefined, 1000))).toBe(one);
  expect(read(pem(last, undefined, 1))).toBe(one);
  expect(read(pem(last, "TRUSTED CERTIFICATE") + pem(last, "X509 CERTIFICATE"))).toBe(`${one} ${one}`);
  expect(
    read(
      `# My CA\n\n${pem(last, "PRIVATE KEY")}=====\nx${pem(last)}${pem(last)} text\n${pem(last, "CERTIFICATE REQUEST")}`,
    ),
  ).toBe(one);
  expect(read(`${"-".repeat(9000)}\n${pem(last)}`)).toBe(one);
  // Reading continues after a broken one.
  const broken = damaged(last);
  for (const [i, it] of broken.entries()) expect(read(it), `${i}`).toBe(i === 3 ? "" : "broken");
  expect(read(`${broken[4]}${pem(last)}`)).toMatch(one);
  // Longer than the buffer.
  const huge = Buffer.alloc(20_000, 1);
  expect(read(pem(huge) + pem(last))).toBe(`${sum(huge.subarray(0, 16_384))} ${one}`);
  for (let length = 16_378; length < 16_390; length++) {
    for (const width of [64, 63, 1])
      expect(read(pem(huge.subarray(0, length), undefined, width))).toBe(
        sum(huge.subarray(0, Math.min(length, 16_384))),
      );
  }
  expect(both("certificate pem", Buffer.from([0x72, 5, ...Buffer.from("/f")]))).toBe("open 0 failed 5");
});

test("files of trusted certificates", () => {
  const judge = (trusted: string, extra: Uint8Array[] = []) => verify([leaf()], { trusted, extra });
  const mine = pem(my[0]!);
  const broken = "a broken certificate in /ca.pem";
  expect(judge(mine)).toBe(TRUSTED);
  expect(judge("")).toBe("no certificate in /ca.pem, wanted PEM: -----BEGIN CERTIFICATE-----");
  expect(judge("\n\n")).toMatch("no certificate in");
  expect(judge(pem(my[0]!, "PRIVATE KEY"))).toMatch("no certificate in");
  expect(judge(my[0]!.toString("latin1"))).toMatch("no certificate in");
  expect(judge(`${mine}${mine.slice(0, 300)}`)).toBe(broken);
  expect(judge(mine.replace("M", "*"))).toBe(broken);
  expect(judge(pem(Buffer.from("no certificate")))).toBe(broken);
  expect(judge(mine + pem(my[0]!.subarray(0, 200)))).toBe(broken);
  // OpenSSL's own kind, with more behind the certificate; one that is too long to be used.
  expect(judge(pem(Buffer.concat([my[0]!, sequence(sequence(oid(SERVER)))]), "TRUSTED CERTIFICATE"))).toBe(TRUSTED);
  expect(judge(pem(root({ extensions: [extension("1.2.3", Buffer.alloc(20_000))] })) + mine)).toBe(TRUSTED);
  // Certificates of about 16 KiB, and the longest that is taken.
  const sized = (length: number) => {
    const of = (more: number) => root({ extensions: [authority(), extension("1.2.3", Buffer.alloc(more))] });
    let more = length - 400;
    let made = of(more);
    while (made.length !== length) {
      // The signature's own length differs by a few bytes from one to the next.
      if (Math.abs(made.length - length) > 3) more += length - made.length;
      made = of(more);
    }
    return made;
  };
  const tooLarge = "a certificate in /ca.pem is too large (more than 16384 bytes)";
  for (const length of [16_382, 16_383, 16_384]) expect(judge(pem(sized(length))), `${length}`).toBe(TRUSTED);
  for (const length of [16_385, 16_386, 16_387, 16_400]) {
    expect(judge(pem(sized(length))), `${length}`).toBe(tooLarge);
    expect(judge(pem(sized(length)) + mine), `${length}`).toBe(TRUSTED);
    expect(judge(mine + pem(sized(length))), `${length}`).toBe(TRUSTED);
  }
  expect(judge(pem(Buffer.alloc(60_000)))).toBe(tooLarge);
  expect(judge(pem(Buffer.alloc(60_000)).repeat(3))).toBe(tooLarge);
  expect(judge(pem(Buffer.alloc(60_000)).slice(0, 50_000))).toBe(broken);
  const path = Buffer.from("/other.pem");
  const failing = (kind: string, errno: number) => Buffer.concat([Buffer.from(kind), Buffer.of(errno), path]);
  expect(verify([leaf()], { file: "/other.pem" })).toBe("cannot read /other.pem: 2");
  expect(verify([leaf()], { file: "/other.pem", extra: [failing("e", 13)] })).toBe("cannot read /other.pem: 13");
  expect(verify([leaf()], { file: "/other.pem", extra: [failing("r", 21)] })).toBe("cannot read /other.pem: 21");
});

test("the system's trusted certificates", () => {
  const mine = pem(my[0]!);
  const other = pem(root({ subject: "CN=Other" }));
  const judge = (files: Record<string, string>, folders = "", file = "") => verify([leaf()], { file, files, folders });
  const none =
    "no trusted certificates in this image: COPY /etc/ssl/certs/ca-certificates.crt into it, or use --cacert";
  const debian = "/etc/ssl/certs/ca-certificates.crt";
  for (const path of [
    debian,
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ]) {
    expect(judge({ [path]: mine }), path).toBe(TRUSTED);
  }
  // The first file alone; single ones only where there is none.
  expect(judge({ "/etc/ssl/cert.pem": mine, [debian]: other })).toBe(UNKNOWN);
  expect(judge({ "/etc/ssl/certs/a.pem": other, "/etc/ssl/certs/b.pem": mine })).toBe(TRUSTED);
  expect(judge({ "/etc/ssl/certs/b.pem": mine, [debian]: other })).toBe(UNKNOWN);
  expect(judge({})).toBe(none);
  expect(judge({ [debian]: "" })).toBe(none);
  expect(judge({ "/etc/ssl/certs/README": "text" })).toBe(none);
  expect(judge({ [debian]: "-----BEGIN CERTIFICATE-----\n?\n" + mine })).toBe(TRUSTED);
  // SSL_CERT_DIR adds to the file, and takes the place of the default folder.
  const folder = { "/my/a.pem": other, "/my/b.crt": mine, "/my/key": pem(my[0]!, "PRIVATE KEY") };
  expect(judge(folder, "/my")).toBe(TRUSTED);
  expect(judge(folder, "/none:/my:")).toBe(TRUSTED);
  expect(judge({ ...folder, [debian]: other }, "/my")).toBe(TRUSTED);
  expect(judge({ "/my/a.pem": other, [debian]: mine }, "/my")).toBe(TRUSTED);
  expect(judge({ "/my/a.pem": other, "/etc/ssl/certs/b.pem": mine }, "/my")).toBe(UNKNOWN);
  expect(judge({ ...folder, "/ca": other }, "/my", "/ca")).toBe(TRUSTED);
  // Why there is none: the folders that were given, and what is in them.
  const empty = (path: string) => `no certificate in ${path}, wanted PEM: -----BEGIN CERTIFICATE-----`;
  const large = pem(Buffer.alloc(20_000));
  const tooLarge = (path: string) => `a certificate in ${path} is too large (more than 16384 bytes)`;
  expect(judge({ ...folder }, "/none")).toBe("cannot read /none: 2");
  expect(judge({ ...folder }, "/none:/nor")).toBe("cannot read /none: 2");
  expect(judge({ "/my/a": "text" }, "/my")).toBe(empty("/my"));
  expect(judge({ "/my/a": "text", "/our/b": "" }, "/my:/our")).toBe(empty("/my:/our"));
  expect(judge({ "/my/a": "text" }, "/my:/none")).toBe("cannot read /none: 2");
  expect(judge({ "/my/a": "text", "/my/b": large, "/my/c": large }, "/my")).toBe(tooLarge("/my/b"));
  expect(judge({ "/my/a": large, "/my/b": mine }, "/my")).toBe(TRUSTED);
  expect(judge({ "/my/a": "text", [debian]: "" }, "/my")).toBe(empty("/my"));
  expect(judge({ [debian]: large })).toBe(tooLarge(debian));
  expect(judge({ "/etc/ssl/certs/a": large })).toBe(tooLarge("/etc/ssl/certs/a"));
  expect(judge({ "/ca": large, "/my/a": mine }, "/my", "/ca")).toBe(TRUSTED);
  expect(judge({ "/ca": large, "/my/a": "text" }, "/my", "/ca")).toBe(tooLarge("/ca"));
  expect(judge({ "/ca": large }, "/none", "/ca")).toBe(tooLarge("/ca"));
  expect(judge({ "/ca": "text", "/my/a": mine }, "/my", "/ca")).toBe(empty("/ca"));
  expect(verify([leaf()], { file: "", extra: [Buffer.from(`e\x0d${debian}`)] })).toBe(`cannot read ${debian}: 13`);
});

test("a bundle of 150 costs no more memory than one", () => {
  const others = Array.from({ length: 150 }, (_, i) =>
    pem(root({ subject: `C=DE,O=Example,CN=Authority ${i}`, key: key("rsa2048", i % 2) })),
  );
  const mine = pem(my[0]!);
  const debian = "/etc/ssl/certs/ca-certificates.crt";
  const used = (content: string) => {
    expect(verify([leaf()], { file: "", files: { [debian]: content } })).toBe(TRUSTED);
    return memoryUsed;
  };
  const [one, all] = [used(mine), used(others.join("") + mine)];
  const input = others.join("").length;
  // What else grows is the vector's own view of each of its fields.
  expect(all - one - input).toBeLessThan(1024);
  const start = performance.now();
  used(others.join("") + mine);
  console.log(
    `150 certificates, ${input} bytes: ${Math.round(performance.now() - start)} ms in both; ${one - mine.length} bytes for one`,
  );
});
