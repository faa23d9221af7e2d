/** What holds of the core and the resolver whatever they are told and whatever they meet. */
import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { both } from "../core/both.ts";
import { commandLine, peer, places, response, shellText, split, wellFormed } from "./arbitraries.ts";
import { checkContract, checkOutput, parseRequest } from "./contract.ts";
import { binary, type CommandLine, drive, latin1, type Peer, type Trace } from "./drive.ts";
import { judge } from "./judge.ts";
import { call, holds, TIMES } from "./runs.ts";

// A property is one test: on a busy machine it takes longer than others do.
vi.setConfig({ testTimeout: 120_000 * TIMES });

const OK = "HTTP/1.1 200 OK\r\n\r\n";
const TARGET = "http://127.0.0.1/";

const anyText = fc.string({ unit: "binary", maxLength: 30 });
const anyBytes = fc.uint8Array({ maxLength: 60 });

/** Drives a check, and does all of it again as WebAssembly; of TLS, tls.test.ts does so. */
function driveBoth(line: CommandLine, met: Peer = {}): Trace {
  const trace = drive(line, met);
  if (!trace.isTls) expect(both("check", ...trace.fields).endsWith(`finish ${trace.exitStatus}`)).toBe(true);
  return trace;
}

function printed({ outputs }: Trace): string {
  return outputs.map(({ text }) => text).join("");
}

function utf8(text: string): string {
  return latin1(Buffer.from(text));
}

describe("any command line", () => {
  test("ends with 0 or 1 and says so as it must, whatever it meets", () => {
    holds(4000, fc.tuple(commandLine, peer), ([line, met]) => checkContract(drive(line, met)));
  });

  test("ends in the same way as WebAssembly", () => {
    holds(300, fc.tuple(commandLine, peer), ([line, met]) => checkContract(driveBoth(line, met)));
  });

  test("may be bytes that are no text", () => {
    const starts = fc.constantFrom("http://web/", "-H", "-HX:", "-A", "-u", "--", "");
    const names = fc.constantFrom("healthcheck", "curl", "wget", "nc", "grpc_health_probe");
    holds(250, fc.tuple(names, fc.array(fc.tuple(starts, anyBytes), { maxLength: 3 })), ([name, words]) => {
      const args = words.map(([start, more]) => new Uint8Array(Buffer.concat([Buffer.from(start), more])));
      checkContract(driveBoth({ name, args }));
    });
    holds(250, fc.tuple(fc.constantFrom("curl ", "nc -z ", ""), anyBytes), ([start, more]) => {
      const value = new Uint8Array(Buffer.concat([Buffer.from(start), more]));
      checkContract(driveBoth({ name: "sh", args: ["-c", value] }));
    });
  });

  test("speaks TLS where it is told to", () => {
    const responses = [["HTTP/1.1 302 X\r\nLocation: https://other/\r\n\r\n"], [OK]];
    const trace = drive({ args: ["-L", "https://user:pass@web/"] }, { responses });
    expect([trace.exitStatus, trace.isTls, trace.connections.length]).toEqual([0, true, 2]);
    const requests = trace.connections.map(({ request }) => parseRequest(request).headers[0]?.[1]);
    expect(requests).toEqual(["web", "other"]);
  });

  test("connects to the port of its target, which is one from 1 to 65535", () => {
    const port = fc.oneof(fc.integer({ min: -1, max: 70_000 }).map(String), fc.stringMatching(/^0*[0-9]{1,11}$/));
    const form = fc.constantFrom("#", ":#", "127.0.0.1:#", "tcp://127.0.0.1:#", "http://127.0.0.1:#/", ":#/x");
    holds(1500, fc.tuple(port, form), ([number, pattern]) => {
      const { connections, exitStatus } = drive({ args: ["-4", pattern.replace("#", number)] }, { responses: [[OK]] });
      const isPort = /^[0-9]+$/.test(number) && BigInt(number) > 0n && BigInt(number) < 65_536n;
      expect(connections.map((it) => it.port)).toEqual(isPort ? [Number(number)] : []);
      expect(exitStatus).toBe(isPort ? 0 : 1);
    });
  });

  test("that is a shell's and is refused has connected to nothing", () => {
    let refused = 0;
    holds(2500, shellText, (text) => {
      const trace = drive({ name: "sh", args: ["-c", text], env: { A: "x y" } });
      if (!/^healthcheck as /.test(printed(trace))) return;
      refused++;
      expect([trace.exitStatus, trace.outputs.length, trace.connections, trace.lookups]).toEqual([1, 1, [], []]);
    });
    expect(refused).toBeGreaterThan(500 * TIMES);
  });
});

describe("requests", () => {
  const OWN = ["host", "user-agent", "accept", "connection"];
  const part = fc.oneof(
    { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z0-9:;=/ -]{0,10}$/) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("\r\n", "\n", "\r", "\0", "\t", "\r\n\r\nGET / HTTP/1.1", "\u0080", "\x7f", "${E}"),
    },
    { weight: 1, arbitrary: anyText },
  );
  const value = fc.array(part, { maxLength: 3 }).map((parts) => parts.join(""));
  const named = fc.constantFrom("X-A", "Host", "hOST", "Content-Length", "Accept", "User-Agent", "Bad Name", "Y${E}");
  const given = fc.record({
    headers: fc.array(fc.tuple(fc.oneof(named, value), value), { maxLength: 3 }),
    method: fc.option(fc.oneof(fc.constantFrom("HEAD", "M-SEARCH", "GET /"), value)),
    agent: fc.option(value),
    data: fc.option(value),
    user: fc.option(value),
    path: value.map((text) => text.replaceAll(" ", "")),
    env: value,
  });

  test("are one each, with the headers that were asked for, whatever these are", () => {
    let sent = 0;
    holds(3000, given, ({ headers, method, agent, data, user, path, env }) => {
      const args = headers.flatMap(([name, text]) => ["-H", `${name}:${text}`]);
      if (method !== null) args.push("-X", method);
      if (agent !== null) args.push("-A", agent);
      if (data !== null) args.push("-d", data);
      if (user !== null) args.push("-u", `u:${user}`);
      const { connections } = drive({ args: [...args, `${TARGET}${path}`], env: { E: env } }, { responses: [[OK]] });
      if (connections[0] === undefined) return;
      sent++;
      const request = parseRequest(connections[0].request);
      const expanded = (text: string) => utf8(text.replaceAll("${E}", () => env));
      const own = new Set(OWN);
      if (agent !== null && /^[ \t]*$/.test(expanded(agent))) own.delete("user-agent");
      if (user !== null) own.add("authorization");
      if (data !== null) own.add("content-type").add("content-length");
      const added: string[] = [];
      for (const [name, text] of headers) {
        const [, key = "", content = ""] = /^([^:]*):[ \t]*(.*?)[ \t]*$/s.exec(expanded(`${name}:${text}`)) ?? [];
        own.delete(key.toLowerCase());
        if (content !== "") added.push(key.toLowerCase());
      }
      expect(request.headers.map(([name]) => name.toLowerCase()).sort()).toEqual([...own, ...added].sort());
      expect(request.body).toBe(data === null ? "" : expanded(data));
      const length = request.headers.find(([name]) => name === "Content-Length")?.[1];
      if (own.has("content-length")) expect(length).toBe(String(request.body.length));
    });
    expect(sent).toBeGreaterThan(300 * TIMES);
  });
});

describe("secrets", () => {
  const SECRET = "S3CR3T-pass";
  const URLS = [
    ...[`http://user:${SECRET}@web/`, `http://user:${SECRET}@web:99999/`, `http://user:${SECRET}@web:x`],
    ...[`https://user:${SECRET}@web/`, `http://user:${SECRET}/x@web/`, `http://user:${SECRET}?x@web/`],
    ...[
      `http://user:x#${SECRET}@web/`,
      `http://user:${SECRET}@`,
      `http://user:${SECRET} @web/`,
      `http://:${SECRET}@web`,
    ],
    ...[`http://user:${SECRET}@we b/`, `http://user:${SECRET}@[::1/`, `http://user:${SECRET}@web@web/`],
    ...[`tcp://user:${SECRET}@web:80`, `unix://user:${SECRET}@/run/x`, `user:${SECRET}@web:80/`, `user:${SECRET}@web`],
    ...[`ftp://user:${SECRET}@web/`, `http:/user:${SECRET}@web/`, `user:${SECRET}@/x`, `:${SECRET}@web/`],
    ...[`http://user:\${A:-${SECRET}}@web/`, `http://user:\${P}@web/`, `http://user:${SECRET}@web/a b`],
  ];
  const VALUES = [
    ...[["-u", `user:${SECRET}`], [`--user=user:${SECRET}`], [`-uuser:${SECRET}`], ["-u", SECRET], ["-u", "u:${P}"]],
    ...[["--usr", `u:${SECRET}`], [`--usr=u:${SECRET}`], [`--user:u:${SECRET}`], [`-qU${SECRET}`], [`-u=u:${SECRET}`]],
    ...[
      ["-H", `Authorization: Bearer ${SECRET}`],
      ["-H", `Authorization Bearer ${SECRET}`],
    ],
    ...[["-H", `Author ization: ${SECRET}`], ["-H", `Authorization: ${SECRET}\n`], [`-HX-Key:${SECRET}`]],
    ...[
      ["--header", `Cookie: a=${SECRET}`],
      [`--header=${SECRET}`],
      ["-d", `password=${SECRET}`],
      ["-d", `@${SECRET}`],
    ],
    ...[[`--password=${SECRET}`], [`--http-password=${SECRET}`], [`--header=Authorization: ${SECRET}`]],
    ...[["--post-data", `p=${SECRET}`], [`--cookie=${SECRET}`], [`-b${SECRET}`], ["--data-raw", SECRET]],
  ];
  const ORDINARY = [
    "-v",
    "-L",
    "-4",
    "-s",
    "2xx",
    "-t",
    "3",
    "-k",
    "--wrong",
    "-z",
    "--max-time",
    "web:80",
    "http://web/",
  ];
  const redirects = ["http://other/", "/x", "http://web:81/", "https://web/", "//other", "http://web/"].map(
    (location) => `HTTP/1.1 302 X\r\nLocation: ${location}\r\n\r\n`,
  );
  const met = fc.record({
    refusals: fc.array(fc.constantFrom(0, 111), { maxLength: 2 }),
    responses: fc.array(fc.constantFrom(OK, ...redirects, "HTTP/1.1 401 X\r\n\r\n", "junk", "").map((one) => [one])),
  });
  const ordinary = fc.array(fc.constantFrom(...ORDINARY), { maxLength: 3 });

  function checkSecret(line: CommandLine, meeting: Peer): Trace {
    const trace = drive(line, meeting);
    const words = printed(trace);
    expect(words).not.toContain(SECRET);
    expect(words).not.toContain(SECRET.slice(2));
    expect(words).not.toContain(Buffer.from(`user:${SECRET}`).toString("base64").slice(8, 18));
    return trace;
  }

  test("in targets and options are never told", () => {
    const name = fc.constantFrom("healthcheck", "curl", "wget", "nc", "grpc_health_probe");
    const secret = fc.oneof(
      fc.constantFrom(...URLS).map((url) => [url]),
      fc.constantFrom(...VALUES),
      fc.tuple(fc.constantFrom(...VALUES), fc.constantFrom(...URLS)).map(([option, url]) => [...option, url]),
    );
    holds(3000, fc.tuple(name, ordinary, secret, ordinary, met), ([as, before, words, behind, meeting]) => {
      // An option that waits for a value would take the secret's own name for it.
      const options = before.filter((word) => /^-[vLkz4]$/.test(word));
      // To nc a URL is a host with an odd name.
      if (as === "nc" && /[@]/.test(words.join())) return;
      checkSecret({ name: as, args: [...options, ...words, ...behind], env: { P: SECRET } }, meeting);
    });
  });

  test("in variables are never told", () => {
    const variable = fc.constantFrom("HEALTHCHECK_URL", "HEALTHCHECK_USER", "HEALTHCHECK_PORT", "PORT");
    holds(1500, fc.tuple(variable, fc.constantFrom(...URLS), ordinary, met), ([name, url, args, meeting]) => {
      const value = name === "HEALTHCHECK_USER" ? `user:${SECRET}` : url;
      // Ports are told: they are no secrets, unless somebody has put a URL there.
      if (!name.endsWith("PORT")) checkSecret({ args, env: { [name]: value, P: SECRET } }, meeting);
    });
  });

  test("in a shell's text are never told", () => {
    const command = fc.constantFrom(
      ...[`curl -u user:${SECRET} http://web/`, `curl -fH 'Authorization: Bearer ${SECRET}' http://web/`],
      ...[`curl -H "X-Key: ${SECRET}" http://web/`, `curl -u "user:$P" http://web/`, `curl http://user:$P@web/`],
      ...[`wget -q --spider --password=${SECRET} --user=u http://web/`, `healthcheck -u u:${SECRET} :80/`],
      ...[
        `TOKEN=${SECRET} curl http://web/`,
        `export TOKEN=${SECRET}`,
        `echo ${SECRET}`,
        `curl -d "p=${SECRET}" http://web/`,
      ],
    );
    const rest = fc.constantFrom(
      ...[
        "",
        " || exit 1",
        " | grep ok",
        " &",
        " > /tmp/x",
        " 2>&1",
        "; (x)",
        " && wget -x",
        " $(x)",
        " `x`",
        " 'x",
        ' "x',
      ],
      ...[
        " && false",
        " http://[",
        " -v",
        " -L",
        "\nif x",
        " ${A",
        " ${A:-",
        " <<x",
        " --wrong",
        " *",
        "; exit x",
        " ''",
      ],
    );
    const wanted = fc.tuple(command, fc.array(rest, { maxLength: 2 }), command, met);
    holds(1200, wanted, ([first, rests, second, meeting]) => {
      for (const text of [first + rests.join(""), `${second}; ${first}${rests.join("")}`]) {
        checkSecret({ name: "sh", args: ["-c", text], env: { P: SECRET } }, meeting);
      }
    });
  });

  test("that variables give to a command line that is wrong are never told", () => {
    const MARK = "qZ7vKx9J";
    const MARKED = [
      ...[
        "#",
        "a #",
        "# b",
        ":#",
        "#:",
        "#@",
        "@#",
        "/#",
        "#/curl",
        "#/true",
        "-#",
        "--#",
        "t#",
        "9#",
        "#9",
        "http://#",
      ],
      ...[
        "http://#:x/",
        "http://[#",
        "x:#",
        "#:80:80",
        "#\n",
        "#\r",
        "#*",
        "#[",
        "#{",
        "#=",
        "#$",
        "${#}",
        "${X:-#",
        "curl #",
      ],
      ...["curl http://x:# ", "exit #", "-t #", "#".repeat(20)],
    ].map((text) => text.replaceAll("#", MARK));
    const literal = fc.constantFrom(
      ...[
        "",
        "",
        "x",
        "-",
        "--",
        "-t",
        "-s",
        "-X",
        "-H",
        "-HX-A:",
        "-A",
        "-u",
        "-o",
        "-m",
        "-w",
        "-z",
        "--timeout=",
        "-4",
      ],
      ...[
        "--install",
        "--url",
        "--url=",
        "-Y",
        "http://",
        "tcp://",
        "unix://",
        "unix:///",
        ":",
        "x:",
        ":80/",
        "80",
        "/",
        "[",
      ],
      ...["[::1", "@", "a@", ",", "=", "A=", "!", "exit", "exec", "curl", "$", "${"],
    );
    const variable = fc.constantFrom("$A", "${A}", "$B", "${B}", "${C:-y}", "${N:-$A}", "${N:-${B}}", "${N:-y}");
    const piece = fc.oneof(literal, variable);
    const word = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(""));
    const words = fc.array(word, { minLength: 1, maxLength: 4 });
    const quote = fc.constantFrom("", "", '"', "'");
    const shellWord = fc.tuple(quote, word).map(([sign, text]) => sign + text + sign);
    const start = fc.constantFrom("", "curl ", "wget ", "nc -z ", "nc ", "healthcheck ", "exit ", "exec ", "false || ");
    const text = fc.tuple(start, fc.array(shellWord, { maxLength: 4 }), fc.constantFrom("", " >/dev/null", "; false"));
    const line = fc.oneof(
      fc
        .tuple(fc.constantFrom("healthcheck", "curl", "wget", "nc", "grpc_health_probe"), words)
        .map(([name, args]) => ({ name, args })),
      text.map(([first, rest, end]) => ({ name: "sh", args: ["-c", first + rest.join(" ") + end] })),
    );
    const env = fc.record({
      A: fc.constantFrom(...MARKED),
      B: fc.constantFrom(...MARKED),
      C: fc.constantFrom(...MARKED),
    });
    // Of bundled letters one alone is told, which says nothing of the rest.
    const parts = Array.from({ length: MARK.length - 1 }, (_, i) => MARK.slice(i, i + 2));
    let told = 0;
    holds(6000, fc.tuple(line, env), ([command, variables]) => {
      const words = printed(drive({ ...command, env: variables }));
      // Which file could not be made is no secret, and none of the arguments is wrong.
      if (!words.startsWith("healthcheck") || /^healthcheck: (cannot make|installed in) /.test(words)) return;
      if (/\$\{?[ABCN]/.test(words)) told++;
      for (const part of parts) expect(words).not.toContain(part);
    });
    expect(told).toBeGreaterThan(500 * TIMES);
  });

  test("go to the first host alone", () => {
    const secrets = ["-u", `user:${SECRET}`, "-H", `Cookie: ${SECRET}`, "-H", "Host: secret.example"];
    const credentials = fc.constantFrom(secrets, secrets.slice(2), ["-H", `aUTHORIZATION: ${SECRET}`]);
    const target = fc.constantFrom("http://web/", `http://user:${SECRET}@web/`, `http://user:${SECRET}@WEB:80/x`);
    const locations = fc.constantFrom(
      ...["http://web/", "//WEB", "http://web:80/y", "/z", "?q", "http://other/", "http://web:81/", "http://web./"],
      ...["//web@other", "http://web:80@other/", "http://webx/", "http://we/", `http://user:${SECRET}@other/`],
    );
    holds(1200, fc.tuple(credentials, target, fc.array(locations, { maxLength: 5 })), ([options, url, hops]) => {
      const responses = hops.map((location) => [`HTTP/1.1 307 X\r\nLocation: ${location}\r\n\r\n`]);
      const { connections } = drive({ args: ["-L", ...options, url] }, { responses });
      let here = new URL(url);
      for (const [i, { request }] of connections.entries()) {
        if (i > 0) here = new URL(hops[i - 1] ?? "", here);
        const isFirst = here.host === "web";
        const names = parseRequest(request).headers.map(([name]) => name.toLowerCase());
        const isTold =
          names.includes("authorization") || names.includes("cookie") || request.includes("secret.example");
        expect(isTold, `${hops.slice(0, i)}`).toBe(isFirst);
      }
      expect(connections.length).toBeGreaterThan(0);
    });
  });
});

describe("redirects", () => {
  const segment = fc.stringMatching(/^[a-z0-9~_!$&()*+,;=@-]{1,4}$/);
  const path = fc.array(segment, { maxLength: 3 }).map((segments) => segments.join("/"));
  // Node takes an empty query for none.
  const query = path.map((text) => (text === "" ? "" : `?${text}`));
  const fragment = fc.constantFrom("", "", "#", "#f/g?h");
  const dotted = fc
    .array(fc.oneof(segment, fc.constantFrom(".", "..", "...")), { maxLength: 5 })
    .map((segments) => segments.join("/"));
  const relative = fc.tuple(fc.constantFrom("", "/", "./", "../", "../../../../"), dotted, query, fragment);
  const host = fc.constantFrom(
    "//other",
    "http://other:81",
    "HTTP://web",
    "//web:80",
    "http://127.0.0.1",
    "//[::1]:8080",
  );
  const location = fc.oneof(
    relative.map((parts) => parts.join("")),
    fc.tuple(host, dotted, query, fragment).map(([start, ...rest]) => `${start}/${rest.join("")}`),
    host,
  );
  const base = fc.tuple(fc.constantFrom("http://web", "http://web:8080", "http://[fd00::1]"), path, query);

  test("lead where a browser would be led", () => {
    holds(1500, fc.tuple(base, fc.array(location, { minLength: 1, maxLength: 4 })), ([[origin, ...rest], hops]) => {
      const start = `${origin}/${rest.join("")}`;
      const responses = hops.map((hop) => [`HTTP/1.1 308 X\r\nlocation:\t${hop} \r\n\r\n`]);
      const { connections } = drive({ args: ["-L", start] }, { responses });
      let here = new URL(start);
      for (const [i, { request, port }] of connections.entries()) {
        if (i > 0) here = new URL(hops[i - 1] ?? "", here);
        const { target, headers } = parseRequest(request);
        expect(target).toBe(here.href.slice(here.origin.length).replace(/#.*/, ""));
        expect(headers[0]?.map((it) => it.toLowerCase())).toEqual(["host", here.host]);
        expect(port).toBe(Number(here.port || "80"));
      }
      // An empty Location is none.
      expect(connections.length).toBe(1 + (hops.includes("") ? hops.indexOf("") : hops.length));
    });
  });

  test("lead to nothing but HTTP, whatever is in a Location", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "http://",
        "https://",
        "//",
        "/",
        "..",
        ":",
        "@",
        "?",
        "#",
        "web",
        ":80",
        "[",
        "::1",
        "]",
        " ",
        "%0d%0a",
      ),
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 4 }),
      fc.constant("x".repeat(500)),
    );
    const any = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    holds(2500, fc.tuple(fc.constantFrom("healthcheck", "curl", "wget"), any), ([name, hop]) => {
      const responses = [[`HTTP/1.1 302 X\r\nLocation: ${hop}\r\n\r\n`], [OK]];
      const trace = drive({ name, args: [...(name === "wget" ? [] : ["-L"]), "http://web/a/b?c"] }, { responses });
      checkContract(trace);
      expect(trace.connections.length).toBeLessThanOrEqual(2);
    });
  });

  test("end after ten", () => {
    holds(100, fc.tuple(fc.nat(14), fc.constantFrom(301, 302, 303, 307, 308)), ([count, status]) => {
      const responses = [...Array<string[]>(count).fill([`HTTP/1.1 ${status} X\r\nLocation: /\r\n\r\n`]), [OK]];
      const { connections, exitStatus } = driveBoth({ args: ["-L", "http://web/"] }, { responses });
      expect([connections.length, exitStatus]).toEqual(count <= 10 ? [count + 1, 0] : [11, 1]);
    });
  });
});

describe("responses", () => {
  const sets: [CommandLine["args"], string, (status: number) => boolean][] = [
    [[], "healthcheck", (status) => status >= 200 && status < 400],
    [["-s", "101,2xx,500-599"], "healthcheck", (status) => status === 101 || /^[25]/.test(String(status))],
    [[], "curl", (status) => status >= 100],
    [["-f"], "curl", (status) => status < 400],
  ];
  const set = fc.constantFrom(...sets);

  test("are judged as a second reading of RFC 9112 judges them", () => {
    let healthy = 0;
    const runs = 8000;
    holds(runs, fc.tuple(response, set, places, fc.boolean()), ([text, [args, name, isInSet], ends, isEnded]) => {
      const pieces = [...split(text, ends), ...(isEnded ? [""] : [])];
      const { exitStatus } = drive({ name, args: [...args, TARGET] }, { responses: [pieces] });
      const isHealthy = judge(text, isInSet);
      if (isHealthy) healthy++;
      expect(exitStatus).toBe(isHealthy ? 0 : 1);
    });
    // Both kinds have to be among them for this to mean anything.
    expect(healthy / (runs * TIMES)).toBeGreaterThan(0.3);
    expect(healthy / (runs * TIMES)).toBeLessThan(0.7);
  });

  test("are judged the same however they are split", () => {
    holds(80, fc.oneof(response, wellFormed), (text) => {
      const verdict = (...pieces: string[]) => {
        const trace = drive({ args: [TARGET] }, { responses: [[...pieces.filter((piece) => piece !== ""), ""]] });
        // What is quoted of a wrong line may be less when the rest has not come.
        return `${trace.exitStatus} ${printed(trace).split(': "')[0]}`;
      };
      const whole = verdict(text);
      for (let i = 1; i < text.length; i++) expect(verdict(text.slice(0, i), text.slice(i))).toBe(whole);
      expect(verdict(...text)).toBe(whole);
    });
  });

  test("are read up to 65536 bytes", () => {
    const length = fc.oneof(fc.integer({ min: 65_500, max: 65_600 }), fc.constantFrom(65_535, 65_536, 65_537));
    holds(30, fc.tuple(length, fc.nat(3), places), ([size, interims, ends]) => {
      const start = `${"HTTP/1.1 103 X\r\nLink: x\r\n\r\n".repeat(interims * 500)}HTTP/1.1 200 OK\r\n`;
      const lines = `A: ${"v".repeat(990)}\r\n`.repeat(Math.floor((size - start.length - 100) / 995));
      const text = `${start}${lines}A: ${"v".repeat(size - start.length - lines.length - 7)}\r\n\r\n`;
      expect(text.length).toBe(size);
      const pieces = split(text, [0.3, 0.6, ...ends]);
      const { exitStatus } = driveBoth({ args: ["-v", TARGET] }, { responses: [pieces] });
      expect(exitStatus).toBe(judge(text, () => true) ? 0 : 1);
      expect(exitStatus).toBe(size <= 65_536 ? 0 : 1);
    });
  });
});

describe("memory is enough for", () => {
  /** As many lines like this as a response may have, behind these. */
  const full = (start: string, line = "a:\r\n") => {
    const count = Math.floor((65_534 - start.length) / line.length);
    return split(`${start}${line.repeat(count)}\r\n`, [0.3, 0.7]);
  };
  const answered = full("HTTP/1.1 200 OK\r\n");
  const redirected = full("HTTP/1.1 302 X\r\nLocation: /\r\n");
  const folded = [" a\r\n", " \r\n"].map((line) => full("HTTP/1.1 302 X\r\nLocation: /\r\n", line));
  const elsewhere = ["HTTP/1.1 302 X\r\nLocation: http://other/\r\n\r\n"];
  const addresses = Array.from({ length: 64 }, (_, i) => `fd00:1234:5678:9abc:def0:1234:5678:${i.toString(16)}`);
  const refusals = [...Array.from({ length: 63 }, (_, i) => 100 + (i % 14)), 0];
  const sh = (count: number, command: string) => ["-c", Array<string>(count).fill(command).join("; ")];

  const worst: Record<string, [CommandLine, Peer]> = {
    "redirects with as many lines as are read": [
      { args: ["-L", "-v", "http://web/"] },
      { responses: [...Array<string[]>(10).fill(redirected), answered] },
    ],
    "a Location that is folded as often as may be": [
      { args: sh(2, "curl -L http://web/"), name: "sh" },
      { responses: [folded[0] ?? [], folded[1] ?? [], answered, answered] },
    ],
    "as many addresses as are kept, at each redirect": [
      { args: ["-L", "-v", "http://web/"] },
      {
        addresses,
        refusals: Array<number[]>(11).fill(refusals).flat(),
        responses: [...Array<string[]>(10).fill(elsewhere), answered],
      },
    ],
    "as many commands as a text may have, with as many lines each": [
      { name: "sh", args: sh(8, "curl -f http://web/") },
      { responses: Array<string[]>(8).fill(answered) },
    ],
    "as many commands, with many headers each": [
      { name: "sh", args: sh(8, "curl -f $H http://web/"), env: { H: "-Ha:b ".repeat(100) } },
      { responses: Array<string[]>(8).fill([OK]) },
    ],
    "a body in many parts": [
      { args: [...Array.from({ length: 120 }, () => ["-d", "x".repeat(120)]).flat(), "http://web/"] },
      { responses: [[OK]] },
    ],
    "an option of many letters": [{ args: [`-${"k".repeat(8000)}`, "http://web/"] }, { responses: [[OK]] }],
  };

  for (const [name, [line, met]] of Object.entries(worst)) {
    // A trap for want of memory makes both() throw.
    test(name, () => void driveBoth(line, met));
  }
});

describe("time", () => {
  const duration = fc.oneof(
    fc.integer({ min: 0, max: 4_000_000 }).map((value) => `${value}ms`),
    fc
      .tuple(fc.nat(5000), fc.stringMatching(/^(\.[0-9]{0,4})?$/), fc.constantFrom("", "s", "m", "h", "ms", "d"))
      .map((it) => it.join("")),
    anyText,
  );

  test("durations are what they say, and are written so that they can be read again", () => {
    const units: Record<string, bigint> = { "": 1000n, s: 1000n, m: 60_000n, h: 3_600_000n, ms: 1n };
    holds(5000, duration, (text) => {
      const [, whole, , tail = "", unit = ""] = /^([0-9]+)(\.([0-9]{1,3}))?(ms|s|m|h|)$/.exec(text) ?? [];
      const isOne = whole !== undefined && !(unit === "ms" && tail !== "");
      const thousandths = BigInt((whole ?? "0") + tail.padEnd(3, "0")) * (units[unit] ?? 0n);
      const value = Number(thousandths / 1000n);
      const isInRange = value >= 10 && value <= 3_600_000 && (value < 3_600_000 || thousandths === 3_600_000_000n);
      const [read = "", written = ""] = call("duration", text).split(" ");
      expect(read).toBe(isOne ? (isInRange ? String(value) : "-2") : "-1");
      if (written !== "") expect(call("duration", written)).toBe(`${read} ${written}`);
    });
  });

  test("no deadline is passed, and none is beyond what was asked for", () => {
    const one = fc.record({
      timeout: fc.integer({ min: 10, max: 20_000 }),
      addresses: fc.array(fc.ipV4(), { minLength: 1, maxLength: 6 }),
      pauses: fc.array(fc.nat(4000), { maxLength: 12 }),
      refusals: fc.array(fc.constantFrom(0, 110), { maxLength: 6 }),
    });
    holds(1000, one, ({ timeout, addresses, pauses, refusals }) => {
      const met = { addresses, pauses, refusals, responses: [[OK.slice(0, 5), OK.slice(5)]] };
      const { fields, connections } = drive({ args: ["-t", `${timeout}ms`, "http://web/"] }, met);
      const run = call("check", ...fields);
      const [before = "", behind = ""] = run.split(/^print /m);
      const ends = (text: string) => [...text.matchAll(/ until (\d+)$/gm)].map((match) => Number(match[1]));
      expect(new Set(ends(before))).toEqual(new Set([timeout]));
      for (const end of ends(behind)) expect(end).toBeLessThanOrEqual(timeout);
      // The last address alone has all that is left.
      const isLast = (i: number) => i === addresses.length - 1;
      for (const [i, { allowance }] of connections.entries()) expect(allowance === 0).toBe(isLast(i));
      for (const { allowance } of connections) expect(allowance).toBeLessThanOrEqual(timeout);
    });
  });
});

describe("values", () => {
  test("sets of statuses", () => {
    const status = fc.integer({ min: 90, max: 610 });
    const item = fc.oneof(
      status.map(String),
      fc.tuple(status, status).map(([low, high]) => `${low}-${high}`),
      fc
        .tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom("xx", "XX", "xX", "x"))
        .map(([digit, rest]) => digit + rest),
      fc.constantFrom("", " 200", "2-3", "+200", "0200", "200-"),
    );
    holds(3000, fc.array(item, { minLength: 1, maxLength: 4 }), (items) => {
      const members = new Set<number>();
      let isSet = true;
      for (const one of items) {
        const [, low, high] = /^([1-5][0-9][0-9])(?:-([1-5][0-9][0-9]))?$/.exec(one) ?? [];
        const [, hundreds] = /^([1-5])[xX][xX]$/.exec(one) ?? [];
        const first = Number(low ?? Number(hundreds) * 100);
        const last = hundreds === undefined ? Number(high ?? low) : first + 99;
        if (!(first <= last)) isSet = false;
        for (let it = first; it <= last; it++) members.add(it);
      }
      const ranges = [...members].filter((it) => !members.has(it - 1)).sort((a, b) => a - b);
      const written = ranges.map((first) => {
        let last = first;
        while (members.has(last + 1)) last++;
        return `${first}-${last} `;
      });
      expect(call("status", items.join())).toBe(isSet ? written.join("") : "none");
    });
  });

  test("addresses, as Node reads them and as URLs have them", () => {
    const group = fc.stringMatching(/^(0|[0-9a-fA-F]{0,5})$/);
    const six = fc.array(fc.oneof(group, fc.constantFrom("", "", "1.2.3.4")), { minLength: 2, maxLength: 9 });
    const four = fc.array(fc.oneof(fc.nat(300).map(String), fc.constantFrom("", "01", "0x1")), {
      minLength: 3,
      maxLength: 5,
    });
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      six.map((groups) => groups.join(":")),
      four.map((numbers) => numbers.join(".")),
    );
    holds(4000, address, (text) => {
      const written = call("address", text);
      if (isIPv4(text)) expect(written).toBe(text);
      else expect(written !== "").toBe(isIPv6(text));
      if (!isIPv6(text)) return;
      const [, high, low] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(new URL(`http://[${text}]`).hostname) ?? [];
      const mapped = [high, low].map((it) => Number.parseInt(it ?? "", 16)).flatMap((it) => [it >> 8, it & 255]);
      // RFC 5952 §5 has those with IPv4 addresses in them dotted, which URLs have not.
      expect(`[${written}]`).toBe(
        high === undefined ? new URL(`http://[${text}]`).hostname : `[::ffff:${mapped.join(".")}]`,
      );
    });
  });

  interface Reference {
    name: string;
    fallback: Part[] | undefined;
  }
  type Part = string | Reference;
  const variables: Record<string, string> = { A: "a", EMPTY: "", NESTED: "${A}", BRACE: "}", _1: "$x{" };
  const name = fc.constantFrom(...Object.keys(variables), "UNSET", "a");
  const { parts } = fc.letrec<{ parts: Part[]; part: Part }>((tie) => ({
    parts: fc.array(tie("part"), { maxLength: 4 }),
    part: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom("x", "$", " ", "$A", "$$", ":-", "%{", "\u00e9", "%", "$(A)"),
      fc.record({ name, fallback: fc.option(tie("parts"), { nil: undefined }) }),
    ),
  }));

  test("references to variables, in fallbacks of others too", () => {
    const render = (all: Part[]): string =>
      all
        .map((it) => {
          if (typeof it === "string") return it;
          return `\${${it.name}${it.fallback === undefined ? "" : `:-${render(it.fallback)}`}}`;
        })
        .join("");
    /** Throws the name of one that is not set. */
    const evaluate = (all: Part[]): string =>
      all
        .map((it) => {
          if (typeof it === "string") return it;
          const set = variables[it.name];
          if (it.fallback !== undefined) return set || evaluate(it.fallback);
          if (set === undefined) throw new Error(it.name);
          return set;
        })
        .join("");
    const fields = Object.entries(variables).map(([key, value]) => `e${key}=${value}`);
    holds(4000, parts, (all) => {
      const text = render(all);
      if (depthOf(all) > 8) return;
      let wanted: string;
      try {
        wanted = utf8(evaluate(all));
      } catch (error) {
        wanted = `error 4 ${(error as Error).message}`;
      }
      expect(call("expand", text, ...fields)).toBe(wanted);
    });
  });

  function depthOf(all: Part[]): number {
    return Math.max(0, ...all.map((it) => (typeof it === "string" ? 0 : 1 + depthOf(it.fallback ?? []))));
  }

  test("any text is shown as text", () => {
    holds(
      3000,
      fc.oneof(
        anyBytes,
        anyText.map((it) => Buffer.from(it)),
      ),
      (raw) => {
        const shown = call("shown", raw, "40");
        checkOutput(binary(`healthy: ${shown}\n`));
        expect(shown.includes("\n")).toBe(false);
        expect(shown.length).toBeLessThanOrEqual(40 + 3 + 3);
      },
    );
  });
});

describe("the resolver", () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
  const blank = fc.constantFrom(" ", "\t", "  ", " \t ");

  test("lines of /etc/hosts", () => {
    const word = fc.oneof(
      name,
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom("web", "WEB", "#", "#x", ";", "10.0.0.1", "::1", "10.0.0"),
    );
    const line = fc.array(fc.tuple(word, blank), { maxLength: 5 }).map((words) => words.flat().join(""));
    holds(4000, fc.tuple(fc.constantFrom("", " "), line, fc.constantFrom("4", "6")), ([start, rest, family]) => {
      const text = start + rest;
      const [address = "", ...names] = text
        .replace(/[#;].*/s, "")
        .trim()
        .split(/[ \t]+/);
      const isFamily = family === "4" ? isIPv4(address) : isIPv6(address);
      const isNamed = names.some((it) => it.toLowerCase() === "web");
      expect(call("hosts", text, "web", family)).toBe(isFamily && isNamed ? call("address", address) : "");
    });
  });

  test("lines of /etc/resolv.conf", () => {
    const words = fc.oneof(
      name,
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom(".", "ndots:2", "ndots:99", "ndots:x", "rotate", "#"),
    );
    const key = fc.constantFrom("nameserver", "nameserver", "search", "domain", "options", "sortlist", "");
    const line = fc
      .tuple(key, fc.array(fc.tuple(blank, words), { maxLength: 4 }))
      .map(([first, rest]) => first + rest.flat().join(""));
    holds(2500, fc.tuple(name, fc.array(line, { maxLength: 6 })), ([wanted, lines]) => {
      const servers: string[] = [];
      let search: string[] = [];
      let ndots = 1;
      for (const one of lines) {
        const [first, ...rest] = one
          .replace(/[#;].*/s, "")
          .trim()
          .split(/[ \t]+/);
        if (rest.length === 0) continue;
        if (first === "nameserver" && call("address", rest[0] ?? "") !== "")
          servers.push(call("address", rest[0] ?? ""));
        if (first === "search") search = rest;
        if (first === "domain") search = rest.slice(0, 1);
        if (first !== "options") continue;
        for (const option of rest) ndots = Math.min(15, Number(/^ndots:(\d+)$/.exec(option)?.[1] ?? ndots));
      }
      const asIs = wanted.split(".").length - 1 >= ndots;
      const within = search.filter((domain) => domain !== ".").map((domain) => `${wanted}.${domain}`);
      const names = asIs ? [wanted, ...within] : [...within, wanted];
      const first = servers.length === 0 ? ["127.0.0.1"] : servers.slice(0, 3);
      expect(call("resolv.conf", wanted, ...lines)).toBe(`[${first}] ${names.join(" ")}`);
    });
  });

  const record = fc.record({
    owner: fc.constantFrom("\xc0\x0c", "\0", "\x01a\0", "\x02ab\xc0\x0c"),
    type: fc.constantFrom(1, 1, 28, 28, 5, 16, 65),
    class: fc.constantFrom(1, 1, 1, 3),
    data: fc
      .oneof(fc.constantFrom(4, 16, 0, 5), fc.nat(20))
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
  });
  const message = fc.record({
    asked: name,
    flags: fc.constantFrom(0x81, 0x81, 0x83, 0x01),
    code: fc.constantFrom(0x80, 0x80, 0x83, 0x82),
    records: fc.array(record, { maxLength: 4 }),
    lie: fc.constantFrom(0, 0, 0, 1, 300, -1),
  });

  function answer({ asked, flags, code, records, lie }: typeof message extends fc.Arbitrary<infer T> ? T : never) {
    const query = Buffer.from(call("query", asked), "hex");
    const count = Math.max(0, records.length + lie);
    const header = Buffer.from([0x12, 0x34, flags, code, 0, 1, count >> 8, count & 255, 0, 0, 0, 0]);
    const body = records.map(({ owner, type, class: kind, data }) =>
      Buffer.concat([binary(owner), Buffer.from([0, type, 0, kind, 0, 0, 0, 60, 0, data.length]), data]),
    );
    return { query, whole: Buffer.concat([header, query.subarray(12), ...body]), count };
  }

  test("answers give the addresses that are in them", () => {
    holds(4000, message, (one) => {
      const { query, whole, count } = answer(one);
      const isDenied = one.code === 0x83;
      const records = isDenied ? [] : one.records.slice(0, count);
      const found = records.filter(({ type, data }) => type === 1 && data.length === 4);
      const isAnswer = one.flags > 0x80;
      const isCut = one.flags === 0x83 && found.length === 0 && !isDenied;
      const reply = !isAnswer ? 0 : one.code === 0x82 ? 3 : isCut ? 2 : 1;
      const addresses = reply === 1 ? found.map(({ data }) => ` ${data.join(".")}`).join("") : "";
      expect(call("answer", query, whole)).toBe(`${reply}${addresses}`);
    });
  });

  test("answers may be cut or damaged anywhere", () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    holds(200, fc.tuple(message, fc.array(change, { maxLength: 3 })), ([one, changes]) => {
      const { query, whole } = answer(one);
      for (const [at, byte] of changes) whole[at % whole.length] = byte;
      for (let length = 0; length <= whole.length; length++) {
        expect(call("answer", query, whole.subarray(0, length))).toMatch(/^(1( \d+\.\d+\.\d+\.\d+)*|0|2|3)$/);
      }
      both("answer", query, whole);
    });
  });

  test("lookups end, whatever files and name servers say", () => {
    const file = fc.array(
      fc.oneof(
        fc.constantFrom(
          "nameserver 10.0.0.1",
          "nameserver ::1",
          "search a b c",
          "options use-vc",
          "options ndots:3",
          "10.0.0.9 other",
        ),
        anyText,
      ),
      { maxLength: 5 },
    );
    const socket = fc.nat(5);
    const event = fc.oneof(
      fc.constantFrom("s", "g", "b"),
      socket.map((number) => `e${number}`),
      fc.nat(3000).map((milliseconds) => `t${milliseconds}`),
      fc.tuple(socket, message, fc.boolean()).map(([number, one, isSix]) => {
        const { whole } = answer(one);
        // The identifiers of the first name.
        whole[1] = isSix ? 0x37 : 0x36;
        const length = number < 3 ? [] : [whole.length >> 8, whole.length & 255];
        return Buffer.concat([Buffer.from(`${number}`), Buffer.from(length), whole]);
      }),
      fc.tuple(socket, anyBytes).map(([number, raw]) => Buffer.concat([Buffer.from(`${number}`), raw])),
    );
    holds(250, fc.tuple(name, fc.constantFrom("0", "4", "6"), file, fc.array(event, { maxLength: 6 })), (one) => {
      const [asked, family, lines, events] = one;
      // Time never goes back.
      const times = events.map((it) => (typeof it === "string" && it[0] === "t" ? Number(it.slice(1)) : 0));
      const sums = times.map((_, i) => times.slice(0, i + 1).reduce((sum, it) => sum + it, 0));
      const ordered = events.map((it, i) => (times[i] === 0 ? it : `t${sums[i]}`));
      const silences = Array<string>(200).fill("s");
      const result = both("lookup", asked, family, "127.0.0.1 x\n", lines.join("\n"), ...ordered, ...silences);
      // Silence alone lasts until the deadline, which is the host's.
      expect(result).toMatch(/((done|some)( reason \d|( [0-9a-f.:]+)*)\n|waiting( reason \d)?)$/);
    });
  });
});
