/** Which responses are followed, and by which tools. */
import { headed, inTurn, redirect } from "../servers/redirects";
import { fails, follows, GET, HOST, stays, URL } from "./redirect-row";
import { OK, type Row, request, USUAL } from "./row";

export const ways: Row[] = [
  ...[["-L"], ["--location"], ["-kL"], ["-Lt", "5"], ["-v", "-L", "-q"]].map((way) => ({
    name: `healthcheck ${way.join(" ")}`,
    server: inTurn([redirect("/b"), OK]),
    args: [...way, URL],
    out: way.includes("-q") ? "" : `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    sent: request(GET, HOST, ...USUAL),
    sentLast: request("GET /b HTTP/1.1", HOST, ...USUAL),
  })),
  {
    name: "healthcheck without -L",
    server: inTurn([redirect("/b"), headed(500)]),
    args: [URL],
    out: `healthy: GET ${URL}: 302 in N ms`,
  },
  {
    name: "healthcheck -L wants the status of the last",
    server: inTurn([redirect("/b"), headed(503)]),
    args: ["-L", "-s", "302", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: status 503, wanted 302`,
  },
  {
    name: "healthcheck -L with a TCP target",
    args: ["-L", "80"],
    err: "healthcheck: --location is for HTTP, but the target is a connection alone (HTTP is host:port/ or http://host)",
  },
  {
    name: "healthcheck --location=yes",
    args: ["--location=yes", URL],
    err: "healthcheck: option --location takes no value",
  },
  ...[["-L"], ["--location"], ["-fsSLk"], ["-sL"]].map((way) =>
    follows(`curl ${way.join(" ")}`, "/b", `${URL}b`, { args: [...way, URL] }),
  ),
  follows("wget, unasked", "/b", `${URL}b`, { as: "wget", args: ["-qO-", URL] }),
  {
    name: "-v has the stages of both",
    server: inTurn([redirect("/b"), headed(204)]),
    args: ["-vL", URL],
    out: [
      `healthy: GET ${URL}, redirected to ${URL}b: 204 in N ms`,
      ...[
        ["HTTP/1.1 302 X", "Location: /b", "Content-Length: 0"],
        ["HTTP/1.1 204 X", "Content-Length: 0"],
      ].flatMap((lines) => [
        "at N ms: connecting",
        "at N ms: sending the request",
        "at N ms: waiting for the response",
        "at N ms: receiving the response headers",
        ...lines.map((line) => `< ${line}`),
      ]),
    ].join("\n"),
  },
];

export const statuses: Row[] = [
  ...[300, 301, 302, 303, 307, 308].map((status) =>
    follows(`status ${status} is followed`, "/b", `${URL}b`, { server: inTurn([redirect("/b", status), OK]) }),
  ),
  ...[200, 201, 304, 305, 306, 399, 404].map((status) =>
    stays(`status ${status} is not followed`, redirect("/b", status), status),
  ),
  ...[300, 302, 307].map((status) => stays(`status ${status} without Location`, headed(status), status)),
  stays("an empty Location, as curl takes it", redirect(""), 302),
  stays("a space before the colon of Location", headed(302, "Location : /a"), 302),
  stays("a Location of blanks", redirect(" \t "), 302),
  stays(
    "a Location of an interim response",
    headed(103, "Location: /b").replace("Content-Length: 0\r\n", "") + OK,
    200,
  ),
  stays(
    "a Location of an interim response before a redirect without one",
    `HTTP/1.1 103 X\r\nLocation: /b\r\n\r\n${headed(302)}`,
    302,
  ),
  stays(
    "headers with a name that is alike",
    headed(302, "Content-Location: /b", "Locations: /b", "XLocation: /b"),
    302,
  ),
  fails("a redirect without Location, and wget", headed(302), "status 302, wanted 200-299", {
    as: "wget",
    args: ["-qO-", URL],
  }),
  follows("an interim response before the redirect", "/b", `${URL}b`, {
    server: inTurn([`HTTP/1.1 103 X\r\nLocation: /c\r\n\r\n${redirect("/b")}`, OK]),
  }),
  ...["location", "LOCATION", "LoCaTiOn"].map((name) =>
    follows(`the header as ${name}`, "/b", `${URL}b`, { server: inTurn([headed(302, `${name}: /b`), OK]) }),
  ),
  ...["/b", "\t /b \t", "/b".padEnd(300)].map((value) =>
    follows(`a Location with blanks around it, ${value.length} bytes`, "/b", `${URL}b`, {
      server: inTurn([headed(302, `Location:${value}`), OK]),
    }),
  ),
  follows("of several Locations the first counts", "/b", `${URL}b`, {
    server: inTurn([headed(302, "Location: /b", "Location: /c"), OK]),
  }),
  follows("a Location after 60,000 bytes of headers, twice", "/b", `${URL}b`, {
    server: inTurn([headed(302, `X: ${"x".repeat(60_000)}`, "Location: /b"), headed(200, `X: ${"x".repeat(60_000)}`)]),
  }),
  follows("a Location that ends in LF", "/b\nX: y", `${URL}b`),
  // RFC 9112 §5.2 makes a space of the fold; so does curl since 8.4.
  follows("a Location in a folded line", "/b", `${URL}b`, {
    server: inTurn([headed(302, "Location:", " /b"), OK]),
  }),
  follows("a Location that is folded in the middle", "", `${URL}b%20c`, {
    server: inTurn([headed(302, "Location: /b", " c"), OK]),
  }),
];
