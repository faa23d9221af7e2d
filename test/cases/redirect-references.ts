/** Where a Location leads. */
import { IPV6 } from "../servers/names";
import { samePort } from "../servers/ports";
import { inTurn, redirect } from "../servers/redirects";
import { fails, follows, HOST, ORIGIN, refused, URL } from "./redirect-row";
import { OK, type Row, request, SECRET, USUAL } from "./row";

/** References of every kind (RFC 3986 §5); test/core/redirect-targets.test.ts has more. */
export const references: Row[] = [
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
  follows("a reference after a redirect to another host", "", "http://localhost:{port}/c", {
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
    // Of each URL 110 bytes are shown. The port has five digits, because the system chose it.
    out: `healthy: GET ${URL}, redirected to ${ORIGIN}/${"x".repeat(87)}...: 200 in N ms`,
  }),
  follows("two URLs that are cut", `/${"y".repeat(500)}`, `${ORIGIN}/${"y".repeat(500)}`, {
    args: ["-L", `${ORIGIN}/${"x".repeat(500)}`],
    out: `healthy: GET ${ORIGIN}/${"x".repeat(83)}..., redirected to ${ORIGIN}/${"y".repeat(87)}...: 200 in N ms`,
  }),
];

export const hostileLocations: Row[] = [
  ...["javascript:x", "ftp://127.0.0.1/", "unix:///run/s", "http://", "http://127.0.0.1:99999/", "http://a b/"].map(
    (location) => refused(`the URL ${location}`, location),
  ),
  refused("a name outside of ASCII", "http://b\xc3\xbccher.test/", "http://bücher.test/"),
  refused("a tab", "/a\tb", "/a\\x09b"),
  refused("C1 control characters", "x:\xc2\x9b31m", "x:\\xc2\\x9b31m"),
  refused("2001 bytes", `/${"x".repeat(2000)}`, `/${"x".repeat(79)}...`),
  refused("60,000 bytes", `/${"x".repeat(60_000)}`, `/${"x".repeat(79)}...`),
  refused("2100 bytes after 100 blanks", `${" ".repeat(100)}/${"x".repeat(2099)}`, `/${"x".repeat(79)}...`),
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
    fails(`${location} after another redirect`, "", "", {
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
