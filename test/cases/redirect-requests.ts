/** What is sent after a redirect, and to whom. */
import { inTurn, leadingTo, redirect } from "../servers/redirects";
import { AUTHORIZATION, FORM, follows, GET, HOST, URL } from "./redirect-row";
import { OK, type Row, request, SECRET, USUAL } from "./row";

/** The method of the next request, by method and status. It has the body, unless it has become GET. */
export const methods: Row[] = [
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
    name: "a request that became GET stays GET",
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
    name: "a user's Content-Length goes with its body",
    as: "curl",
    server: inTurn([redirect("/b"), OK]),
    args: ["-L", "-d", "a=b", "-H", "Content-Length: 3", "-m", "1", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    sentLast: request("GET /b HTTP/1.1", HOST, ...USUAL),
  },
];

const OTHER = "http://localhost:{port}/x";

const OTHERS = request("GET /x HTTP/1.1", "Host: localhost:{port}", ...USUAL);

/** Only the first host gets credentials. */
export const secrets: Row[] = [
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
  follows("another host does not get wget's credentials", OTHER, OTHER, {
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
  follows("two other hosts, one after the other", "", OTHER, {
    server: inTurn([redirect("http://a.localhost:{port}/"), redirect(OTHER), OK]),
    args: ["-L", "-u", `admin:${SECRET}`, URL],
    sentLast: OTHERS,
  }),
  follows("user and password of a Location do not replace the user's own", "", `${URL}x`, {
    server: inTurn([redirect("http://a:b@127.0.0.1:{port}/x"), OK]),
    args: ["-L", "-u", `admin:${SECRET}`, URL],
    sentLast: request("GET /x HTTP/1.1", HOST, ...USUAL, AUTHORIZATION),
  }),
  follows("a Location that looks like the first host", "", "http://localhost:{port}/", {
    server: inTurn([redirect("http://127.0.0.1:{port}@localhost:{port}/"), OK]),
    args: ["-L", "-u", `admin:${SECRET}`, URL],
  }),
];
