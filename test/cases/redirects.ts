import { IPV6, named, OWN_NAMES } from "../servers/names";
import { refusing, samePort, swallowing } from "../servers/ports";
import { closesAfterRequest, sends } from "../servers/raw";
import { headed, inTurn, leadingTo, redirect } from "../servers/redirects";
import { onUnixSocket } from "../servers/unix";
import { OK, type Row, request, SECRET, USUAL } from "./row";

const ORIGIN = "http://127.0.0.1:{port}";
const URL = `${ORIGIN}/`;
const HOST = "Host: 127.0.0.1:{port}";
const GET = "GET / HTTP/1.1";
const FORM = "Content-Type: application/x-www-form-urlencoded";

/** A redirect that curl -L follows: to this URL, with this request. */
function follows(name: string, location: string, to: string, row: Partial<Row> = {}): Row {
  const [, host = "", path = "/"] = /^http:\/\/([^/?]*)(.*)$/.exec(to) ?? [];
  return {
    name,
    as: "curl",
    server: inTurn([redirect(location), OK]),
    args: ["-fL", URL],
    out: `healthy: GET ${URL}, redirected to ${to}: 200 in N ms`,
    sentLast: request(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...USUAL),
    ...row,
  };
}

/** A response with these header lines that curl -L takes as it is; nothing is asked for behind it. */
function stays(name: string, response: string, status: number, row: Partial<Row> = {}): Row {
  return {
    name,
    as: "curl",
    server: inTurn([response, OK]),
    args: ["-L", URL],
    out: `healthy: GET ${URL}: ${status} in N ms`,
    sentLast: request(GET, HOST, ...USUAL),
    ...row,
  };
}

/** A response that curl -fL does not take; nothing is asked for behind it. */
function fails(name: string, response: string, err: string, row: Partial<Row> = {}): Row {
  return {
    name,
    as: "curl",
    server: inTurn([response, OK]),
    args: ["-fL", URL],
    err: `unhealthy: GET ${URL}: ${err}`,
    sentLast: request(GET, HOST, ...USUAL),
    ...row,
  };
}

/** A Location that leads nowhere. */
function refused(name: string, location: string, shown = location): Row {
  return fails(name, redirect(location), `redirected to "${shown}", wanted an http:// URL of at most 2000 bytes`);
}

/** A chain of so many redirects from /0 to /1, /2 and so on, and a good end. */
function chain(length: number): string[] {
  return [...Array.from({ length }, (_, i) => redirect(`/${i + 1}`)), OK];
}

const ways: Row[] = [
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

const statuses: Row[] = [
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
  follows("a Location behind 60,000 bytes of headers, twice", "/b", `${URL}b`, {
    server: inTurn([headed(302, `X: ${"x".repeat(60_000)}`, "Location: /b"), headed(200, `X: ${"x".repeat(60_000)}`)]),
  }),
  // (RFC 9112 §5.2 makes a space of the fold; curl does so since 8.4).
  follows("a Location that ends in LF", "/b\nX: y", `${URL}b`),
  follows("a Location in a folded line", "/b", `${URL}b`, {
    server: inTurn([headed(302, "Location:", " /b"), OK]),
  }),
  follows("a Location that is folded within", "", `${URL}b%20c`, {
    server: inTurn([headed(302, "Location: /b", " c"), OK]),
  }),
];

/** References of every kind (RFC 3986 §5); test/core/redirect-targets.test.ts has more. */
const references: Row[] = [
  ...[
    ["/x", "/x"],
    ["x", "/a/b/x"],
    ["../x", "/a/x"],
    ["?q", "/a/b/c?q"],
    ["#f", "/a/b/c?d=/e/"],
    ["/\xc3\xbc\xff", "/%C3%BC%FF"],
    ['/"<>\\^`{|}', "/%22%3C%3E%5C%5E%60%7B%7C%7D"],
    ["/a b", "/a%20b"],
    ["HTTP://127.0.0.1:{port}?x#f", "/?x"],
    ["//127.0.0.1:{port}/x", "/x"],
  ].map(([location = "", path]) =>
    follows(`the reference ${location}`, location, `${ORIGIN}${path}`, {
      args: ["-L", `${ORIGIN}/a/b/c?d=/e/#g`],
      out: `healthy: GET ${ORIGIN}/a/b/c?d=/e/, redirected to ${ORIGIN}${path}: 200 in N ms`,
    }),
  ),
  follows("a reference to another host without its scheme", "//localhost:{port}/x", "http://localhost:{port}/x"),
  follows("a reference behind another host is that host's", "", "http://localhost:{port}/c", {
    server: inTurn([redirect("http://localhost:{port}/a/b"), redirect("../c"), OK]),
  }),
  follows("an IPv6 address", "", "http://[::1]:{port}/x", {
    server: samePort({ "127.0.0.1": inTurn([redirect("http://[::1]:{port}/x")]), "::1": inTurn([OK]) }),
    needs: [IPV6],
  }),
  follows("a reference of an IPv6 address's", "", "http://[::1]:{port}/x", {
    server: samePort({ "::1": inTurn([redirect("x"), OK]) }),
    needs: [IPV6],
    args: ["-L", "http://[::1]:{port}/"],
    out: "healthy: GET http://[::1]:{port}/, redirected to http://[::1]:{port}/x: 200 in N ms",
  }),
  follows("a Location of 2000 bytes", `/${"x".repeat(1999)}`, `${ORIGIN}/${"x".repeat(1999)}`, {
    // Of each URL as much as makes 110 bytes; a port has five digits, since the system chose it.
    out: `healthy: GET ${URL}, redirected to ${ORIGIN}/${"x".repeat(87)}...: 200 in N ms`,
  }),
  follows("two URLs that are cut", `/${"y".repeat(500)}`, `${ORIGIN}/${"y".repeat(500)}`, {
    args: ["-L", `${ORIGIN}/${"x".repeat(500)}`],
    out: `healthy: GET ${ORIGIN}/${"x".repeat(83)}..., redirected to ${ORIGIN}/${"y".repeat(87)}...: 200 in N ms`,
  }),
];

const hostile: Row[] = [
  ...["javascript:x", "ftp://127.0.0.1/", "unix:///run/s", "http://", "http://127.0.0.1:99999/", "http://a b/"].map(
    (location) => refused(`the URL ${location}`, location),
  ),
  refused("a name outside of ASCII", "http://b\xc3\xbccher.test/", "http://bücher.test/"),
  refused("a tab", "/a\tb", "/a\\x09b"),
  refused("C1 control characters", "x:\xc2\x9b31m", "x:\\xc2\\x9b31m"),
  refused("2001 bytes", `/${"x".repeat(2000)}`, `/${"x".repeat(79)}...`),
  refused("60,000 bytes", `/${"x".repeat(60_000)}`, `/${"x".repeat(79)}...`),
  refused("2100 bytes behind 100 blanks", `${" ".repeat(100)}/${"x".repeat(2099)}`, `/${"x".repeat(79)}...`),
  ...[
    ["NUL", "\0", "\\x00"],
    ["CR", "\rX: y", "\\x0dX: y"],
  ].map(([what, bytes, shown]) =>
    fails(`${what} in a Location`, redirect(`/a${bytes}`), `malformed response header: "Location: /a${shown}"`),
  ),
  refused("ESC in a Location", "/a\x1b[2J", "/a\\x1b[2J"),
  fails(
    "https",
    redirect("https://127.0.0.1:{port}/x"),
    'redirected to "https://127.0.0.1:{port}/x": https:// needs healthcheck-tls',
    { tls: false },
  ),
  ...[
    ["HTTPS://localhost", ": https:// needs healthcheck-tls", false],
    ["javascript:x", ", wanted an http:// URL of at most 2000 bytes"],
  ].map(([location, why, tls]) =>
    fails(`${location} behind another redirect`, "", "", {
      ...(tls === false ? { tls } : {}),
      server: inTurn([redirect("/b"), redirect(`${location}`), OK]),
      err: `unhealthy: GET ${URL}, redirected to ${URL}b: redirected to "${location}"${why}`,
      sentLast: request("GET /b HTTP/1.1", HOST, ...USUAL),
    }),
  ),
  follows("user and password of a Location are not used, and not shown", "", `${URL}x`, {
    server: inTurn([redirect(`http://admin:${SECRET}@127.0.0.1:{port}/x`), OK]),
  }),
  fails(
    "user and password of a Location that is not followed",
    redirect(`https://admin:${SECRET}@127.0.0.1/`),
    'redirected to "https://127.0.0.1/": https:// needs healthcheck-tls',
    { tls: false },
  ),
  fails("an address of the other family", redirect("http://[::1]:1/"), "", {
    needs: [IPV6],
    args: ["-4fL", URL],
    err: [
      "-4 excludes the IPv6 address ::1",
      'redirected to "http://[::1]:1/", wanted an http:// URL of at most 2000 bytes',
    ].map((why) => `unhealthy: GET ${URL}: ${why}`),
  }),
];

/** By method and status, the method of the request that follows: with the body where it is the same, without one where it is GET. */
const methods: Row[] = [
  ...(
    [
      ["POST", 301, "GET"],
      ["POST", 302, "GET"],
      ["POST", 303, "GET"],
      ["POST", 307, "POST"],
      ["POST", 308, "POST"],
      ["POST", 300, "POST"],
      ["PUT", 301, "PUT"],
      ["PUT", 302, "PUT"],
      ["PUT", 303, "GET"],
      ["PUT", 307, "PUT"],
      ["PUT", 308, "PUT"],
      ["GET", 302, "GET with its body"],
      ["GET", 303, "GET"],
    ] as const
  ).map(([method, status, next]) => {
    const second = next.slice(0, 4).trim();
    const hasBody = next !== "GET";
    const body = [FORM, "Content-Length: 3"];
    return {
      name: `${method} and ${status}: ${next}`,
      as: "curl" as const,
      server: inTurn([redirect("/b", status), OK]),
      args: ["-L", "-X", method, "-d", "a=b", URL],
      out: `healthy: ${second} ${URL}, redirected to ${URL}b: 200 in N ms`,
      sent: `${request(`${method} / HTTP/1.1`, HOST, ...USUAL, ...body)}a=b`,
      sentLast: `${request(`${second} /b HTTP/1.1`, HOST, ...USUAL, ...(hasBody ? body : []))}${hasBody ? "a=b" : ""}`,
    };
  }),
  ...[301, 303, 307].map((status) => ({
    name: `HEAD and ${status}: HEAD`,
    as: "curl" as const,
    server: inTurn([redirect("/b", status), OK]),
    args: ["-IL", URL],
    out: `healthy: HEAD ${URL}, redirected to ${URL}b: 200 in N ms`,
    sentLast: request("HEAD /b HTTP/1.1", HOST, ...USUAL),
  })),
  {
    name: "what has become GET stays GET",
    as: "curl",
    server: inTurn([redirect("/b", 302), redirect("/c", 307), OK]),
    args: ["-L", "-d", "a=b", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}c: 200 in N ms`,
    sentLast: request("GET /c HTTP/1.1", HOST, ...USUAL),
  },
  {
    name: "-d of healthcheck and 307",
    server: inTurn([redirect("/b", 307), OK]),
    args: ["-L", "-d", "a=b", URL],
    out: `healthy: POST ${URL}, redirected to ${URL}b: 200 in N ms`,
    sentLast: `${request("POST /b HTTP/1.1", HOST, ...USUAL, FORM, "Content-Length: 3")}a=b`,
  },
  {
    name: "a length of the user's goes with its body",
    as: "curl",
    server: inTurn([redirect("/b"), OK]),
    args: ["-L", "-d", "a=b", "-H", "Content-Length: 3", "-m", "1", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    sentLast: request("GET /b HTTP/1.1", HOST, ...USUAL),
  },
];

const AUTHORIZATION = "Authorization: Basic YWRtaW46czNjcmV0";
const OTHER = "http://localhost:{port}/x";
const OTHERS = request("GET /x HTTP/1.1", "Host: localhost:{port}", ...USUAL);

/** Who gets what is secret: the host that was named, and no other. */
const secrets: Row[] = [
  ...[
    ["-u", `admin:${SECRET}`],
    ["-H", `Authorization: Bearer ${SECRET}`],
    ["-H", `authorization: ${SECRET}`],
    ["-H", `Cookie: session=${SECRET}`],
    ["-H", "cookie:a=b"],
    ["-H", "Host: app.test"],
    ["-H", "HOST: app.test"],
    ["-H", "Host:"],
    ["-u", `a:${SECRET}`, "-H", "Authorization:"],
  ].map((options) =>
    follows(`another host does not get ${options.join(" ").replace(SECRET, "...")}`, OTHER, OTHER, {
      args: [...options, "-L", URL],
      sentLast: OTHERS,
    }),
  ),
  follows("another host does not get the URL's user and password", OTHER, OTHER, {
    args: ["-L", `http://admin:${SECRET}@127.0.0.1:{port}/`],
    sent: request(GET, HOST, ...USUAL, AUTHORIZATION),
    sentLast: OTHERS,
  }),
  follows("another host does not get what wget was given", OTHER, OTHER, {
    as: "wget",
    args: ["--user=admin", `--password=${SECRET}`, "--header=Cookie: a=b", URL],
    sent: request(GET, HOST, ...USUAL, AUTHORIZATION, "Cookie: a=b"),
    sentLast: OTHERS,
  }),
  {
    name: "another host does not get the variable's user and password",
    server: inTurn([redirect(OTHER), OK]),
    env: { HEALTHCHECK_USER: `admin:${SECRET}` },
    args: ["-L", URL],
    out: `healthy: GET ${URL}, redirected to ${OTHER}: 200 in N ms`,
    sent: request(GET, HOST, ...USUAL, AUTHORIZATION),
    sentLast: OTHERS,
  },
  follows("another host gets the other headers", OTHER, OTHER, {
    args: ["-L", "-A", "me", "-H", "X-A: b", "-H", "Accept: text/html", URL],
    sentLast: request(
      "GET /x HTTP/1.1",
      "Host: localhost:{port}",
      "User-Agent: me",
      "Accept: text/html",
      "Connection: close",
      "X-A: b",
    ),
  }),
  follows("another port is another host", "", "http://127.0.0.1:{other}/x", {
    server: leadingTo(inTurn([OK]), [redirect("http://127.0.0.1:{other}/x")]),
    args: ["-L", "-u", `admin:${SECRET}`, "-H", "Cookie: a=b", "-H", "Host: app.test", URL],
    sent: request(GET, "Host: app.test", ...USUAL, AUTHORIZATION, "Cookie: a=b"),
  }),
  follows("the same host gets all of it", "/x", `${URL}x`, {
    args: ["-L", "-u", `admin:${SECRET}`, "-H", "Cookie: a=b", "-H", "Host: app.test", URL],
    sentLast: request("GET /x HTTP/1.1", "Host: app.test", ...USUAL, AUTHORIZATION, "Cookie: a=b"),
  }),
  follows("the same host in capitals", "http://LOCALHOST:{port}/x", "http://LOCALHOST:{port}/x", {
    args: ["-L", "-u", `admin:${SECRET}`, "http://localhost:{port}/"],
    out: "healthy: GET http://localhost:{port}/, redirected to http://LOCALHOST:{port}/x: 200 in N ms",
    sentLast: request("GET /x HTTP/1.1", "Host: LOCALHOST:{port}", ...USUAL, AUTHORIZATION),
  }),
  follows("there and back again", "", `${URL}y`, {
    server: inTurn([redirect(OTHER), redirect(`${URL}y`), OK]),
    args: ["-L", "-u", `admin:${SECRET}`, URL],
    sentLast: request("GET /y HTTP/1.1", HOST, ...USUAL, AUTHORIZATION),
  }),
  follows("two other hosts, one behind the other", "", OTHER, {
    server: inTurn([redirect("http://a.localhost:{port}/"), redirect(OTHER), OK]),
    args: ["-L", "-u", `admin:${SECRET}`, URL],
    sentLast: OTHERS,
  }),
  follows("user and password of a Location do not take the place of one's own", "", `${URL}x`, {
    server: inTurn([redirect("http://a:b@127.0.0.1:{port}/x"), OK]),
    args: ["-L", "-u", `admin:${SECRET}`, URL],
    sentLast: request("GET /x HTTP/1.1", HOST, ...USUAL, AUTHORIZATION),
  }),
  follows("a Location that looks like the first host", "", "http://localhost:{port}/", {
    server: inTurn([redirect("http://127.0.0.1:{port}@localhost:{port}/"), OK]),
    args: ["-L", "-u", `admin:${SECRET}`, URL],
  }),
];

const limits: Row[] = [
  {
    name: "ten redirects",
    as: "curl",
    server: inTurn(chain(10)),
    args: ["-L", `${ORIGIN}/0`],
    out: `healthy: GET ${ORIGIN}/0, redirected to ${ORIGIN}/10: 200 in N ms`,
    sentLast: request("GET /10 HTTP/1.1", HOST, ...USUAL),
  },
  ...(["curl", "wget", "healthcheck"] as const).map((as) => ({
    name: `eleven redirects of ${as}`,
    as,
    server: inTurn(chain(11)),
    args: [...(as === "wget" ? [] : ["-L"]), `${ORIGIN}/0`],
    err: `unhealthy: GET ${ORIGIN}/0, redirected to ${ORIGIN}/10: more than 10 redirects`,
    sentLast: request("GET /10 HTTP/1.1", HOST, ...USUAL),
  })),
  {
    name: "a page that leads to itself",
    as: "curl",
    server: inTurn([redirect("/")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}: more than 10 redirects`,
  },
  {
    name: "a page that leads to a place in itself",
    as: "curl",
    server: inTurn([redirect("#top")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}: more than 10 redirects`,
  },
  {
    name: "Locations of 2000 bytes, all of them",
    as: "curl",
    server: inTurn([redirect(`/${"x".repeat(1999)}`)]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to ${ORIGIN}/${"x".repeat(87)}...: more than 10 redirects`,
  },
  {
    name: "Locations of 2000 bytes that are added to what there is, and have to be encoded",
    as: "curl",
    server: inTurn([redirect("\xe9/".repeat(1000))]),
    args: ["-L", URL],
    // Either is good: to follow them all, or to refuse the first that is too long.
    err: [
      `unhealthy: GET ${URL}, redirected to ${ORIGIN}/${"%E9/".repeat(21)}%E9...: more than 10 redirects`,
      ...["", `, redirected to ${ORIGIN}/${"%E9/".repeat(21)}%E9...`].map(
        (to) =>
          `unhealthy: GET ${URL}${to}: redirected to "${"\\xe9/".repeat(16)}...", wanted an http:// URL of at most 2000 bytes`,
      ),
    ],
  },
  {
    name: "eight commands that are led about",
    as: "sh",
    server: inTurn([redirect(`/${"x".repeat(200)}`)]),
    args: ["-c", Array(8).fill(`curl -L ${URL}`).join(" || ")],
    err: Array(8)
      .fill(`unhealthy: GET ${URL}, redirected to ${ORIGIN}/${"x".repeat(87)}...: more than 10 redirects`)
      .join("\n"),
  },
  {
    name: "eight commands that are led about by 2000 bytes each time: what does not fit into memory is not healthy",
    as: "sh",
    server: inTurn([redirect(`/${"x".repeat(1999)}`)]),
    args: ["-c", Array(8).fill(`curl -L ${URL}`).join(" || ")],
    err: Array.from({ length: 9 }, (_, count) => {
      const line = `unhealthy: GET ${URL}, redirected to ${ORIGIN}/${"x".repeat(87)}...: more than 10 redirects`;
      return [...Array(count).fill(line), ...(count < 8 ? ["healthcheck: internal error"] : [])].join("\n");
    }),
  },
];

const LATE = "timed out after 500ms waiting for the response";

const deadlines: Row[] = [
  {
    name: "one deadline over all hops",
    as: "curl",
    server: inTurn([redirect("/b"), OK], 300),
    args: ["-L", "-m", "0.5", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: ${LATE}`,
    takes: [500, 550],
  },
  {
    name: "one deadline over all hops of wget",
    as: "wget",
    server: inTurn([redirect("/b"), OK], 300),
    args: ["-T", "0.5", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: ${LATE}`,
    takes: [500, 550],
  },
  {
    name: "one deadline over all hops of healthcheck",
    server: inTurn([redirect("/b"), OK], 300),
    args: ["-L", "-t", "500ms", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: ${LATE}`,
    takes: [500, 550],
  },
  {
    name: "hops within the deadline",
    as: "curl",
    server: inTurn([redirect("/b"), OK], 200),
    args: ["-L", "-m", "2", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    takes: [400, 1000],
  },
  {
    name: "each hop has its --connect-timeout, and for connecting alone",
    as: "curl",
    server: inTurn([redirect("/b"), OK], 300),
    args: ["-L", "--connect-timeout", "0.2", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    takes: [600, 1000],
  },
  {
    name: "--connect-timeout of the second hop",
    as: "curl",
    server: leadingTo(swallowing, [redirect("http://127.0.0.1:{other}/")]),
    args: ["-L", "--connect-timeout", "0.2", "-m", "5", URL],
    err: `unhealthy: GET ${URL}, redirected to http://127.0.0.1:{other}/: timed out after 200ms connecting`,
    takes: [200, 250],
  },
];

const ends: Row[] = [
  {
    name: "-f judges the last",
    as: "curl",
    server: inTurn([redirect("/b"), headed(404)]),
    args: ["-fL", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: status 404, wanted below 400`,
  },
  {
    name: "without -f the last may say what it likes",
    as: "curl",
    server: inTurn([redirect("/b"), headed(500)]),
    args: ["-L", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 500 in N ms`,
  },
  {
    name: "wget wants 2xx of the last",
    as: "wget",
    server: inTurn([redirect("/b"), headed(404)]),
    args: ["-q", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: status 404, wanted 200-299`,
  },
  {
    name: "to a port that refuses",
    as: "curl",
    server: leadingTo(refusing, [redirect("http://127.0.0.1:{other}/")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://127.0.0.1:{other}/: connection refused`,
  },
  {
    name: "to a name whose addresses refuse",
    as: "curl",
    server: leadingTo(refusing, [redirect("http://localhost:{other}/")]),
    args: ["-4L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://localhost:{other}/: connection refused (127.0.0.1)`,
  },
  {
    name: "to a server that hangs up",
    as: "curl",
    server: leadingTo(closesAfterRequest, [redirect("http://127.0.0.1:{other}/")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://127.0.0.1:{other}/: connection closed by the peer while waiting for the response`,
  },
  {
    name: "to what is no HTTP",
    as: "curl",
    server: leadingTo(sends("SSH-2.0-x\r\n"), [redirect("http://127.0.0.1:{other}/")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://127.0.0.1:{other}/: not an HTTP response: "SSH-2.0-x"`,
  },
  {
    name: "to a name that does not exist",
    as: "curl",
    server: named({ dns: {} }, inTurn([redirect("http://none.test/")])),
    needs: [OWN_NAMES],
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://none.test/: looking up none.test: no such name`,
  },
  {
    name: "to a name that is looked up",
    as: "curl",
    server: named({ dns: { "api.test": ["127.0.0.1"] } }, inTurn([redirect("http://api.test:{port}/"), OK])),
    needs: [OWN_NAMES],
    args: ["-L", URL],
    out: `healthy: GET ${URL}, redirected to http://api.test:{port}/: 200 in N ms`,
    sentLast: request(GET, "Host: api.test:{port}", ...USUAL),
  },
];

const OVER = "http://app/ over {socket}";

function overSocket(name: string, responses: string[], row: Partial<Row>): Row {
  const args = ["-fL", "-u", `admin:${SECRET}`, "--unix-socket", "{socket}", "http://app/"];
  return { name: `over a Unix socket: ${name}`, as: "curl", server: onUnixSocket(inTurn(responses)), args, ...row };
}

const sockets: Row[] = [
  overSocket("a path", [redirect("/b"), OK], {
    out: `healthy: GET ${OVER}, redirected to http://app/b: 200 in N ms`,
    sentLast: request("GET /b HTTP/1.1", "Host: app", ...USUAL, AUTHORIZATION),
  }),
  overSocket(
    "another host is reached over it, and gets nothing that is secret",
    [redirect("http://name.invalid/b"), OK],
    {
      out: `healthy: GET ${OVER}, redirected to http://name.invalid/b: 200 in N ms`,
      sentLast: request("GET /b HTTP/1.1", "Host: name.invalid", ...USUAL),
    },
  ),
  overSocket("another port too", [redirect("http://app:8080/b"), OK], {
    out: `healthy: GET ${OVER}, redirected to http://app:8080/b: 200 in N ms`,
    sentLast: request("GET /b HTTP/1.1", "Host: app:8080", ...USUAL),
  }),
  overSocket("another socket", [redirect("unix:///run/other"), OK], {
    err: `unhealthy: GET ${OVER}: redirected to "unix:///run/other", wanted an http:// URL of at most 2000 bytes`,
  }),
  overSocket("https", [redirect("https://app/"), OK], {
    tls: false,
    err: `unhealthy: GET ${OVER}: redirected to "https://app/": https:// needs healthcheck-tls`,
  }),
  overSocket("more than ten", [redirect("/b")], {
    err: `unhealthy: GET ${OVER}, redirected to http://app/b: more than 10 redirects`,
  }),
];

/** Redirects: which are followed, where to, with what, and what they must not do. */
export const redirects: Row[] = [
  ...ways,
  ...statuses,
  ...references,
  ...hostile,
  ...methods,
  ...secrets,
  ...limits,
  ...deadlines,
  ...ends,
  ...sockets,
];
