/** No output holds a password, and no other host gets one. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parseRequest } from "../contract.ts";
import { type CommandLine, drive, type Peer, type Trace } from "../drive.ts";
import { holds, TIMES } from "../runs.ts";
import { OK, printed } from "./common.ts";
import { ORDINARY, SECRET, URLS, VALUES } from "./secrets.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("secrets", () => {
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

  test("in targets and options are never shown", () => {
    const name = fc.constantFrom("healthcheck", "curl", "wget", "nc", "grpc_health_probe");
    const secret = fc.oneof(
      fc.constantFrom(...URLS).map((url) => [url]),
      fc.constantFrom(...VALUES),
      fc.tuple(fc.constantFrom(...VALUES), fc.constantFrom(...URLS)).map(([option, url]) => [...option, url]),
    );
    holds(3000, fc.tuple(name, ordinary, secret, ordinary, met), ([as, before, words, behind, meeting]) => {
      // An option before the secret would take the secret for its value.
      const options = before.filter((word) => /^-[vLkz4]$/.test(word));
      // To nc, a URL is a host.
      if (as === "nc" && /[@]/.test(words.join())) return;
      // And its -q has a value, a duration.
      if (as === "nc" && words[0]?.startsWith("-qU")) return;
      checkSecret({ name: as, args: [...options, ...words, ...behind], env: { P: SECRET } }, meeting);
    });
  });

  test("in variables are never shown", () => {
    const variable = fc.constantFrom("HEALTHCHECK_URL", "HEALTHCHECK_USER", "HEALTHCHECK_PORT", "PORT");
    holds(1500, fc.tuple(variable, fc.constantFrom(...URLS), ordinary, met), ([name, url, args, meeting]) => {
      const value = name === "HEALTHCHECK_USER" ? `user:${SECRET}` : url;
      // Ports are shown, because they are no secrets.
      if (!name.endsWith("PORT")) checkSecret({ args, env: { [name]: value, P: SECRET } }, meeting);
    });
  });

  test("in texts of sh -c are never shown", () => {
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

  test("go only to the first host", () => {
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
