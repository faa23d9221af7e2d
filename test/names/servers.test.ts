/** Lookups from real name servers, each in its own network. All names lead to ports that refuse. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { artifactNamed, cannotRun, pathOf, run } from "../run";
import { OWN_NAMES } from "../servers/names";
import { temporaryDirectory } from "../servers/unix";
import { libraries } from "./libraries.ts";

const MANY = Array.from({ length: 60 }, (_, i) => `127.1.0.${i + 1}`);
/** A link-local address of the loopback interface, the first interface of a new network. */
const LINK_LOCAL = "fe80::53";

/** Names and their addresses. The long answer does not fit in a datagram of 512 bytes. */
const ZONE: Record<string, string[]> = {
  "four.test": ["127.0.0.2"],
  "six.test": ["::1"],
  "both.test": ["127.0.0.2", "::1"],
  "many.test": MANY,
  "api.svc.test": ["127.0.0.3"],
};

interface RealServer {
  name: string;
  program: string;
  /** Its files, by name. `{directory}` is their folder. */
  files: Record<string, string>;
  args: string[];
}

const servers: RealServer[] = [
  {
    name: "dnsmasq",
    program: pathOf("dnsmasq"),
    files: {
      "dnsmasq.conf": [
        "no-resolv",
        "no-hosts",
        "local=/test/",
        "user=root",
        "bind-interfaces",
        "interface=lo",
        "pid-file",
        "cname=alias.test,four.test",
        ...Object.entries(ZONE).flatMap(([name, addresses]) => addresses.map((one) => `host-record=${name},${one}`)),
      ].join("\n"),
    },
    args: ["--keep-in-foreground", "--conf-file={directory}/dnsmasq.conf"],
  },
  {
    name: "unbound",
    program: pathOf("unbound"),
    files: {
      "unbound.conf": [
        "server:",
        ' username: ""',
        ' chroot: ""',
        ' directory: "{directory}"',
        ' pidfile: ""',
        " use-syslog: no",
        " interface: 127.0.0.1",
        ` interface: ${LINK_LOCAL}%lo`,
        " access-control: 0.0.0.0/0 allow",
        " access-control: ::/0 allow",
        ' module-config: "iterator"',
        " local-zone: test. static",
        ' local-data: "alias.test. CNAME four.test."',
        ...Object.entries(ZONE).flatMap(([name, addresses]) =>
          addresses.map((one) => ` local-data: "${name}. ${one.includes(":") ? "AAAA" : "A"} ${one}"`),
        ),
      ].join("\n"),
    },
    args: ["-d", "-c", "{directory}/unbound.conf"],
  },
];

/** $1 is the folder of the files. Then come the command of the server, `--`, and the command to run when it answers. The shell is process 1, so all end with it. */
const NETWORK = `
  ip link set lo up && ip -6 addr add ${LINK_LOCAL}/64 dev lo nodad || exit 99
  for i in resolv.conf hosts nsswitch.conf; do
    if [ -e /etc/$i ]; then mount --bind "$1/$i" /etc/$i || exit 99; fi
  done
  directory=$1 server= tries=0
  shift
  while [ "$1" != -- ]; do server="$server $1"; shift; done
  shift
  $server >"$directory/log" 2>&1 &
  until grep -q ":0035 " /proc/net/udp && grep -q ":0035 " /proc/net/tcp && grep -q ":0035 " /proc/net/udp6; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ]; then cat "$directory/log"; exit 99; fi
    sleep 0.1
  done
  "$@"`;

const hasNetworks = spawnSync("unshare", ["-n", "ip", "link", "set", "lo", "up"]).status === 0;

/** Runs a command beside a server. @returns its output */
async function beside(one: RealServer, resolv: string, command: string[], args: string[]): Promise<string> {
  const directory = await temporaryDirectory();
  try {
    const fill = (text: string) => text.replaceAll("{directory}", directory);
    const files = {
      ...one.files,
      "resolv.conf": resolv,
      hosts: "127.0.0.1 localhost\n",
      "nsswitch.conf": "hosts: files dns\n",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), `${fill(text)}\n`);
    const wrapper = [
      "/usr/bin/env",
      "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
      "unshare",
      "-n",
      "-m",
      "-p",
      "-f",
      "--mount-proc",
    ];
    const server = [one.program, ...one.args.map(fill)];
    const inside = ["/bin/sh", "-c", NETWORK, "sh", directory, ...server, "--", ...command];
    const { exit, stdout, stderr } = await run([...wrapper, ...inside], args);
    expect(exit, stdout + stderr).not.toBe(99);
    return stdout + stderr;
  } finally {
    await rm(directory, { recursive: true });
  }
}

const V4 = "nameserver 127.0.0.1";
const refused = (target: string, addresses: string[]) =>
  `unhealthy: tcp ${target}:9: connection refused (${addresses.join(", ")})\n`;

/** What our executables say, and what getaddrinfo gives, if that can be compared. */
const cases: { name: string; resolv: string; asks: string; says: string; addresses?: string[] }[] = [
  {
    name: "an address",
    resolv: V4,
    asks: "four.test",
    says: refused("four.test", ["127.0.0.2"]),
    addresses: ["127.0.0.2"],
  },
  {
    name: "an IPv6 address alone",
    resolv: V4,
    asks: "six.test",
    says: refused("six.test", ["::1"]),
    addresses: ["::1"],
  },
  {
    name: "both families",
    resolv: V4,
    asks: "both.test",
    says: refused("both.test", ["127.0.0.2", "::1"]),
    addresses: ["127.0.0.2", "::1"],
  },
  {
    name: "an alias",
    resolv: V4,
    asks: "alias.test",
    says: refused("alias.test", ["127.0.0.2"]),
    addresses: ["127.0.0.2"],
  },
  {
    name: "a search domain",
    resolv: `${V4}\nsearch none.test svc.test\noptions ndots:2`,
    asks: "api",
    says: refused("api", ["127.0.0.3"]),
    addresses: ["127.0.0.3"],
  },
  {
    name: "no such name",
    resolv: V4,
    asks: "none.test",
    says: "unhealthy: tcp none.test:9: looking up none.test: no such name\n",
    addresses: [],
  },
  {
    name: "options use-vc",
    resolv: `${V4}\noptions use-vc`,
    asks: "both.test",
    says: refused("both.test", ["127.0.0.2", "::1"]),
    addresses: ["127.0.0.2", "::1"],
  },
  {
    name: "a link-local server, the zone by its name",
    resolv: `nameserver ${LINK_LOCAL}%lo`,
    asks: "four.test",
    says: refused("four.test", ["127.0.0.2"]),
    addresses: ["127.0.0.2"],
  },
  {
    name: "a link-local server, the zone by its number",
    resolv: `nameserver ${LINK_LOCAL}%1`,
    asks: "four.test",
    says: refused("four.test", ["127.0.0.2"]),
    addresses: ["127.0.0.2"],
  },
  {
    name: "a zone that is no interface, and another server",
    resolv: `nameserver ${LINK_LOCAL}%none\n${V4}`,
    asks: "four.test",
    says: refused("four.test", ["127.0.0.2"]),
  },
];

describe.concurrent.each(servers)("$name", (one) => {
  const available = [
    existsSync(one.program) || `no ${one.name}`,
    hasNetworks || "no network namespace can be made",
    OWN_NAMES,
  ].find((it) => it !== true);

  // Unbound does not follow aliases in local data.
  const own = cases.filter(({ name }) => name !== "an alias" || one.name === "dnsmasq");

  for (const name of ["native amd64", "node bundle"]) {
    const { command, available: isBuilt } = artifactNamed(name);
    const lacking = available ?? (isBuilt === true ? undefined : isBuilt);
    it.concurrent.for(own)(`$name: ${name}`, async ({ resolv, asks, says }, context) => {
      if (lacking !== undefined) return cannotRun(context, String(lacking));
      expect(await beside(one, resolv, command, [`${asks}:9`])).toBe(says);
    });

    it.concurrent(`an answer that does not fit in a datagram: ${name}`, async (context) => {
      if (lacking !== undefined) return cannotRun(context, String(lacking));
      // Servers rotate the addresses, and the line shows the first ones.
      const output = await beside(one, V4, command, ["many.test:9"]);
      expect(output).toMatch(
        /^unhealthy: tcp many\.test:9: connection refused \(127\.1\.0\.\d+(, 127\.1\.0\.\d+){20,}/,
      );
    });
  }

  for (const { name, command, available: isCompiled } of libraries) {
    const lacking = available ?? (isCompiled === true ? undefined : isCompiled);
    it.concurrent.for(own.filter(({ addresses }) => addresses !== undefined))(
      `$name: ${name}`,
      async ({ resolv, asks, addresses }, context) => {
        if (lacking !== undefined) return cannotRun(context, String(lacking));
        const output = await beside(one, resolv, command, [asks, "0"]);
        expect(
          output
            .split("\n")
            .filter((line) => /^[0-9a-f.:]+$/.test(line))
            .sort(),
        ).toEqual([...(addresses ?? [])].sort());
      },
    );
  }
});
