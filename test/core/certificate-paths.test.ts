import { expect, test } from "vitest";
import {
  authority,
  CLIENT,
  certificate,
  extension,
  integer,
  key,
  keyUsage,
  leaf,
  NULL,
  names,
  noAuthority,
  purposes,
  root,
  SERVER,
  sequence,
  time,
  version,
  type Wanted,
} from "./certificate-der.ts";
import { below, between, MALFORMED, my, TRUSTED, UNKNOWN, verify } from "./certificate-trial.ts";

// Paths to trusted certificates, and what the certificates in them must be.

test("paths to trusted certificates", () => {
  const chain = [below(), between()];
  expect(verify([leaf()], { trusted: my })).toBe(TRUSTED);
  expect(verify(chain, { trusted: my })).toBe(TRUSTED);
  // In another order, with others among them, one of them trusted, none of them needed.
  expect(verify([below(), certificate(), between()], { trusted: my })).toBe(TRUSTED);
  expect(verify([below(), ...my, between()], { trusted: my })).toBe(TRUSTED);
  expect(verify([below(), Buffer.from("garbage"), between()], { trusted: my })).toBe(TRUSTED);
  expect(verify([below()], { trusted: [between()] })).toBe(TRUSTED);
  expect(verify([below()], { trusted: [between(), ...my] })).toBe(TRUSTED);
  expect(verify(chain, { trusted: [between()] })).toBe(TRUSTED);
  // A leaf that is trusted itself, self-signed or not.
  const self = certificate();
  expect(verify([self], { trusted: [self] })).toBe(TRUSTED);
  const own = leaf();
  expect(verify([own], { trusted: [own] })).toBe(TRUSTED);
  expect(verify([own], { trusted: [certificate({ subject: "CN=Other" }), own] })).toBe(TRUSTED);
});

test("paths to no trusted certificate", () => {
  const other = root({ subject: "CN=Other" });
  expect(verify([leaf()], { trusted: [other] })).toBe(UNKNOWN);
  expect(verify([leaf(), ...my], { trusted: [other] })).toBe(UNKNOWN);
  expect(verify([below(), between()], { trusted: [other] })).toBe(UNKNOWN);
  expect(verify([below()], { trusted: my })).toBe(UNKNOWN.replace("My CA", "Between"));
  expect(verify([certificate()], { trusted: my })).toBe(
    "certificate is self-signed (CN=localhost), trust it with --cacert FILE",
  );
  // Self-signed with the key of one that is trusted: another certificate.
  expect(verify([certificate({ serial: integer(2) })], { trusted: [certificate()] })).toMatch("self-signed");
  expect(verify([], { trusted: my })).toBe(MALFORMED);
});

test("an authority's name without its key is not enough", () => {
  const impostor = root({ key: key("P-256", 3) });
  const OTHER = "certificate is signed by another authority of the same name as the trusted one (CN=My CA)";
  expect(verify([leaf()], { trusted: [impostor] })).toBe(OTHER);
  expect(verify([leaf(), ...my], { trusted: [impostor] })).toBe(OTHER);
  expect(verify([leaf()], { trusted: [impostor, ...my] })).toBe(TRUSTED);
  expect(verify([leaf({ signer: key("rsa2048") })], { trusted: my })).toBe(OTHER);
  expect(verify([below(), between({ key: key("P-256", 4) })], { trusted: my })).toBe(
    "certificate has an invalid signature",
  );
  // Of two by the same name, one expired, the other is found.
  const expired = root({ to: time("2026-06-01T00:00:00Z"), serial: integer(2) });
  expect(verify([leaf()], { trusted: [expired, ...my] })).toBe(TRUSTED);
  expect(verify([leaf()], { trusted: [expired] })).toBe("certificate of the authority CN=My CA expired 2026-06-01");
  // Two that signed each other lead nowhere.
  const a = certificate({
    subject: "CN=A",
    issuer: "CN=B",
    key: key("P-256", 5),
    signer: key("P-256", 6),
    extensions: [authority()],
  });
  const b = certificate({
    subject: "CN=B",
    issuer: "CN=A",
    key: key("P-256", 6),
    signer: key("P-256", 5),
    extensions: [authority()],
  });
  expect(verify([certificate({ issuer: "CN=A", signer: key("P-256", 5) }), a, b], { trusted: my })).toMatch(
    "unknown authority",
  );
});

test("long paths, and many candidates", () => {
  const step = (i: number, extensions: Uint8Array[] = [authority()]) =>
    certificate({
      subject: `CN=${i}`,
      issuer: `CN=${i + 1}`,
      key: key("P-256", 10 + i),
      signer: key("P-256", 11 + i),
      extensions,
    });
  const chain = (length: number) => [
    step(0, [names("DNS:localhost")]),
    ...Array.from({ length: length - 1 }, (_, i) => step(i + 1)),
  ];
  const anchor = (i: number) => [root({ subject: `CN=${i}`, key: key("P-256", 10 + i) })];
  expect(verify(chain(7), { trusted: anchor(7) })).toBe(TRUSTED);
  expect(verify(chain(8), { trusted: anchor(8) })).toBe("too many certificates to find the authority of CN=8");
  const same = Array.from({ length: 9 }, (_, i) => root({ key: key("P-256", 20 + i), serial: integer(i + 1) }));
  expect(verify([leaf(), ...same], { trusted: [root({ subject: "CN=Other" })] })).toMatch("has an invalid signature");
  expect(verify([leaf()], { trusted: [...same, ...my] })).toBe(TRUSTED);
  const many = Array.from({ length: 17 }, (_, i) => root({ key: key("P-256", 20), serial: integer(i + 1) }));
  expect(verify([leaf()], { trusted: [...many, ...my] })).toMatch("another authority of the same name");
});

test("key usage, extended key usage and critical extensions", () => {
  const judge = (...extensions: Uint8Array[]) =>
    verify([leaf({ extensions: [names("DNS:localhost"), ...extensions] })], { trusted: my });
  const servers = "certificate is not for servers (its key usage forbids it)";
  const signatures =
    "certificate may not be used for signatures, as TLS 1.2 requires (its key usage lacks digitalSignature)";
  const each = [0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01];
  const pairs = each.flatMap((one) => each.map((other) => one | other));
  for (const type of ["P-256", "P-384", "ed25519", "rsa2048"]) {
    for (const usage of new Set([-1, 0, 0x57, 0xff, ...pairs])) {
      const extensions = [names("DNS:localhost"), ...(usage < 0 ? [] : [keyUsage(usage)])];
      const it = leaf({ key: key(type), extensions });
      const wanted = usage >= 0 && (usage & 0xa8) === 0 ? servers : TRUSTED;
      const cannotSign = wanted === TRUSTED && type !== "rsa2048" && usage >= 0 && usage < 0x80;
      expect(verify([it], { trusted: my }), `${type} ${usage}`).toBe(wanted);
      expect(verify([it], { trusted: my, extra: [Buffer.from("2")] }), `${type} ${usage}, TLS 1.2`).toBe(
        cannotSign ? signatures : wanted,
      );
    }
  }
  expect(judge(purposes(SERVER))).toBe(TRUSTED);
  expect(judge(purposes(CLIENT, SERVER))).toBe(TRUSTED);
  expect(judge(purposes(CLIENT))).toBe(servers);
  // As OpenSSL has it, any purpose is not this one.
  expect(judge(purposes("2.5.29.37.0"))).toBe(servers);
  expect(judge(noAuthority())).toBe(TRUSTED);
  expect(judge(authority())).toBe(TRUSTED);
  const unknown = "certificate has a critical extension that is not supported";
  expect(judge(extension("1.2.3", Buffer.from("no DER")))).toBe(TRUSTED);
  expect(judge(extension("1.2.3", NULL, true))).toBe(unknown);
  expect(judge(extension("2.5.29.99", NULL, true))).toBe(unknown);
  for (const policy of [31, 32, 33, 36, 54])
    expect(judge(extension(`2.5.29.${policy}`, sequence(), true))).toBe(TRUSTED);
});

test("which certificates may sign others", () => {
  const judge = (wanted: Wanted) => verify([leaf()], { trusted: [root(wanted)] });
  const no = "certificate of the authority CN=My CA may not sign other certificates";
  const judgeWith = (...extensions: Uint8Array[]) => judge({ extensions });
  expect(judgeWith(authority())).toBe(TRUSTED);
  expect(judgeWith(authority(), keyUsage(0x04))).toBe(TRUSTED);
  expect(judgeWith(authority(), keyUsage(0x80))).toBe(no);
  expect(judgeWith(noAuthority())).toBe(no);
  expect(judgeWith(noAuthority(), keyUsage(0x04))).toBe(no);
  expect(judgeWith(keyUsage(0x04))).toBe(TRUSTED);
  expect(judgeWith(names("DNS:localhost"))).toBe(no);
  expect(judge({ version: [], extensions: [] })).toBe(TRUSTED);
  expect(judge({ version: version(2), extensions: [] })).toBe(no);
  expect(judge({ version: [], extensions: [], issuer: "CN=Older", signer: key("P-256", 9) })).toBe(no);
  expect(judgeWith(authority(), purposes(SERVER))).toBe(TRUSTED);
  expect(judgeWith(authority(), purposes(CLIENT))).toBe(
    "certificate of the authority CN=My CA is not for servers (its key usage forbids it)",
  );
  expect(judgeWith(authority(), extension("1.2.3", NULL, true))).toMatch(
    "of the authority CN=My CA has a critical extension",
  );
  // A leaf signs nothing.
  expect(verify([below(), between({ extensions: [names("DNS:localhost")] })], { trusted: my })).toBe(
    no.replace("My CA", "Between"),
  );
  expect(verify([below()], { trusted: [between({ extensions: [] })] })).toBe(no.replace("My CA", "Between"));
});

test("path lengths", () => {
  const limited = (length: number) => [root({ extensions: [authority(length)] })];
  const chain = [below(), between()];
  expect(verify([leaf()], { trusted: limited(0) })).toBe(TRUSTED);
  expect(verify(chain, { trusted: limited(0) })).toBe(
    "certificate of the authority CN=My CA allows fewer authorities below it (path length)",
  );
  expect(verify(chain, { trusted: limited(1) })).toBe(TRUSTED);
  expect(verify([below(), between({ extensions: [authority(0)] })], { trusted: limited(1) })).toBe(TRUSTED);
  // An authority's certificate for its own next key is no step.
  const next = root({ key: key("P-256", 8), signer: key("P-256", 1) });
  const rolled = leaf({ signer: key("P-256", 8) });
  expect(verify([rolled, next], { trusted: limited(0) })).toBe(TRUSTED);
});
