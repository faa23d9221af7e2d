import type { SecureVersion } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cannotRun, run } from "../run";
import { type Certificate, certificate, type KeyType, keyOf, temporaryFolder } from "./authority";
import { type Cell, everything, few, nameOf, selection, signatures } from "./matrix";
import { cellArgs, hasNginx, hasOpenssl, nginx, type Peer, sServer } from "./peers";
import { nodeTls } from "./servers";
import { executables, type Subject } from "./subjects";

const ROOT = certificate({ ca: true, key: keyOf("p256", 1) });
const folder = temporaryFolder();
const cacert = folder.write("ca.pem", ROOT.pem);
afterAll(folder.remove);

const made = new Map<KeyType, Certificate>();

function leafOf(type: KeyType): Certificate {
  const leaf = made.get(type) ?? certificate({ issuer: ROOT, names: ["localhost"], key: keyOf(type) });
  made.set(type, leaf);
  return leaf;
}

/** Node's server. Its curves and signatures have OpenSSL's names, too. */
async function node(cell: Cell): Promise<Peer> {
  const leaf = leafOf(cell.key);
  const server = await nodeTls(
    { chain: [leaf], key: leaf.key },
    {
      minVersion: cell.version,
      maxVersion: cell.version,
      ciphers: cell.suite,
      ecdhCurve: cell.group,
      ...(cell.signature === undefined ? {} : { sigalgs: cell.signature }),
    },
  )();
  return { port: Number(server.values.port), close: () => server.close() };
}

let manyPorts: Awaited<ReturnType<typeof nginx>> | undefined;

beforeAll(async () => {
  if (hasNginx !== true) return;
  manyPorts = await nginx(selection.map((cell) => ({ cell, certificate: leafOf(cell.key) })));
});

afterAll(async () => manyPorts?.close());

const servers: {
  name: string;
  available: true | string;
  cells: Cell[];
  fewer: Cell[];
  start(cell: Cell): Promise<Peer>;
}[] = [
  {
    name: "node",
    available: true,
    cells: [...everything, ...signatures],
    fewer: [...selection, ...signatures],
    start: node,
  },
  {
    name: "openssl s_server",
    available: hasOpenssl,
    cells: [...selection, ...signatures],
    fewer: few,
    start: (cell) => sServer(leafOf(cell.key), "-www", ...cellArgs(cell)),
  },
  {
    name: "nginx",
    available: hasNginx,
    cells: selection,
    fewer: few,
    start: async (cell) => ({ port: manyPorts?.ports[selection.indexOf(cell)] ?? 0, close: async () => {} }),
  },
];

describe.each(executables)("$name", (subject) => {
  describe.concurrent.each(servers)("$name", ({ available, cells, fewer, start }) => {
    // Both executables share their TLS, and Node takes long to start.
    for (const cell of subject.isSlow ? fewer : cells) {
      it.concurrent(nameOf(cell), async (context) => {
        const lacking = [subject.available, available].find((it) => it !== true);
        if (lacking !== undefined) cannotRun(context, String(lacking));
        const peer = await start(cell);
        const { exit, stderr } = await judged(subject, peer);
        expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
      });
    }
  });

  describe.concurrent("refused", () => {
    for (const row of refusals) {
      it.concurrent(row.name, async (context) => {
        const lacking = [subject.available, row.available].find((it) => it !== true);
        if (lacking !== undefined) cannotRun(context, String(lacking));
        const { exit, stderr, port } = await judged(subject, await row.start());
        expect({ exit, stderr }).toEqual({
          exit: 1,
          stderr: `unhealthy: GET https://localhost:${port}/: ${row.words}\n`,
        });
      });
    }
  });
});

/** Servers that are too old or lack what is needed. curl accepts some, so it is not compared. */
const refusals: { name: string; words: string; available: true | string; start(): Promise<Peer> }[] = [
  refusal("TLS 1.0 alone", "TLS alert: protocol version", "rsa2048", { versions: ["TLSv1", "TLSv1"] }),
  refusal("TLS 1.1 alone", "TLS alert: protocol version", "rsa2048", { versions: ["TLSv1.1", "TLSv1.1"] }),
  refusal("CBC alone", "TLS alert: handshake failure", "rsa2048", {
    ciphers: "ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES128-SHA",
  }),
  refusal("RSA key exchange alone", "TLS alert: handshake failure", "rsa2048", { ciphers: "AES128-GCM-SHA256" }),
  refusal("finite fields alone", "TLS alert: handshake failure", "rsa2048", { ciphers: "DHE-RSA-AES128-GCM-SHA256" }),
  refusal("P-521 certificate, TLS 1.2", "TLS alert: handshake failure", "p521"),
  refusal("P-521 certificate, TLS 1.3", "TLS alert: handshake failure", "p521", { versions: ["TLSv1.3", "TLSv1.3"] }),
  refusal("the group P-521 alone, TLS 1.2", "TLS alert: handshake failure", "p256", { group: "P-521" }),
  ...["-tls1_2", "-tls1_3"].map((flag) => ({
    name: `a certificate of the client is required, ${flag.slice(1)}`,
    available: hasOpenssl,
    words: `TLS alert: ${flag === "-tls1_2" ? "handshake failure" : "certificate required"} (the peer wants a client certificate, which is not supported)`,
    start: () => sServer(leafOf("p256"), "-www", flag, "-Verify", "1"),
  })),
  refusal("the group P-521 alone, TLS 1.3", "TLS alert: handshake failure", "p256", {
    group: "P-521",
    versions: ["TLSv1.3", "TLSv1.3"],
  }),
];

interface Limits {
  versions?: [SecureVersion, SecureVersion];
  ciphers?: string;
  group?: string;
}

function refusal(name: string, words: string, key: KeyType, limits: Limits = {}): (typeof refusals)[number] {
  const [minVersion, maxVersion] = limits.versions ?? ["TLSv1.2", "TLSv1.2"];
  return {
    name,
    words,
    available: true,
    async start() {
      const leaf = leafOf(key);
      const server = await nodeTls(
        { chain: [leaf], key: leaf.key },
        {
          minVersion,
          maxVersion,
          ciphers: `${limits.ciphers ?? "DEFAULT"}:@SECLEVEL=0`,
          dhparam: "auto",
          ...(limits.group === undefined ? {} : { ecdhCurve: limits.group }),
        },
      )();
      return { port: Number(server.values.port), close: () => server.close() };
    },
  };
}

async function judged(subject: Subject, peer: Peer): Promise<{ exit: number | null; stderr: string; port: number }> {
  try {
    const { exit, stderr } = await run(subject.command, ["--cacert", cacert, `https://localhost:${peer.port}/`]);
    return { exit, stderr, port: peer.port };
  } finally {
    await peer.close();
  }
}
