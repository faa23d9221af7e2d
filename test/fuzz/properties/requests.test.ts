/** Which requests are sent, whatever headers were asked for. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parseRequest } from "../contract.ts";
import { drive } from "../drive.ts";
import { holds, TIMES } from "../runs.ts";
import { anyText, OK, TARGET, utf8 } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

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

  test("have exactly the headers that were asked for", () => {
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
