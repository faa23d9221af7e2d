import { web } from "../servers";
import { IPV6 } from "../servers/names";
import { refusing, samePort, swallowing } from "../servers/ports";
import { silent } from "../servers/raw";
import type { Row } from "./row";

const URL = "http://localhost:{port}/";
const needs = [IPV6];

/** localhost is 127.0.0.1 and ::1, and every address is tried. */
export const addresses: Row[] = [
  {
    name: "refused",
    server: refusing,
    args: ["127.0.0.1:{port}"],
    err: "unhealthy: tcp 127.0.0.1:{port}: connection refused",
    takes: [0, 50],
  },
  {
    name: "HTTP refused",
    server: refusing,
    args: ["http://127.0.0.1:{port}/"],
    err: "unhealthy: GET http://127.0.0.1:{port}/: connection refused",
  },
  {
    name: "localhost refused at both addresses",
    server: samePort({ "127.0.0.1": refusing, "::1": refusing }),
    needs,
    args: [URL],
    err: `unhealthy: GET ${URL}: connection refused (127.0.0.1, ::1)`,
  },
  {
    name: "localhost refused, IPv4 only",
    server: refusing,
    args: ["-4", "localhost:{port}"],
    err: "unhealthy: tcp localhost:{port}: connection refused (127.0.0.1)",
  },
  {
    name: "localhost refused, IPv6 only",
    server: samePort({ "::1": refusing }),
    needs,
    args: ["-6", "localhost:{port}"],
    err: "unhealthy: tcp localhost:{port}: connection refused (::1)",
  },
  {
    name: "only ::1 of localhost listens",
    server: samePort({ "127.0.0.1": refusing, "::1": web() }),
    needs,
    args: [URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "only ::1 of localhost listens, TCP",
    server: samePort({ "127.0.0.1": refusing, "::1": silent }),
    needs,
    args: ["{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "only 127.0.0.1 of localhost listens",
    server: samePort({ "127.0.0.1": web(), "::1": refusing }),
    needs,
    args: [URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "both addresses of localhost listen: 127.0.0.1 is asked",
    server: samePort({ "127.0.0.1": web(), "::1": web({ status: 503 }) }),
    needs,
    args: [URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "after an unhealthy answer ::1 is not tried",
    server: samePort({ "127.0.0.1": web({ status: 503 }), "::1": web() }),
    needs,
    args: [URL],
    err: `unhealthy: GET ${URL}: status 503, wanted 200-399`,
  },
  {
    name: "-6 and both listen: ::1 is asked",
    server: samePort({ "127.0.0.1": web(), "::1": web({ status: 503 }) }),
    needs,
    args: ["-6", URL],
    err: `unhealthy: GET ${URL}: status 503, wanted 200-399`,
  },
  {
    name: "-4 and only ::1 listens",
    server: samePort({ "127.0.0.1": refusing, "::1": web() }),
    needs,
    args: ["-4", URL],
    err: `unhealthy: GET ${URL}: connection refused (127.0.0.1)`,
  },
  {
    name: "-6 and only 127.0.0.1 listens",
    server: samePort({ "127.0.0.1": web(), "::1": refusing }),
    needs,
    args: ["-6", URL],
    err: `unhealthy: GET ${URL}: connection refused (::1)`,
  },
  {
    name: "127.0.0.1 swallows, ::1 answers: the first gets half of the time",
    server: samePort({ "127.0.0.1": swallowing, "::1": web() }),
    needs,
    args: ["-t", "1", URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
    takes: [500, 550],
  },
  {
    name: "127.0.0.1 swallows, ::1 refuses",
    server: samePort({ "127.0.0.1": swallowing, "::1": refusing }),
    needs,
    args: ["-t", "600ms", URL],
    err: `unhealthy: GET ${URL}: timed out after 600ms connecting (127.0.0.1), connection refused (::1)`,
    takes: [600, 650],
  },
  {
    name: "127.0.0.1 refuses, ::1 swallows",
    server: samePort({ "127.0.0.1": refusing, "::1": swallowing }),
    needs,
    args: ["-t", "300ms", URL],
    err: `unhealthy: GET ${URL}: timed out after 300ms connecting (::1), connection refused (127.0.0.1)`,
    takes: [300, 350],
  },
  {
    name: "both swallow",
    server: samePort({ "127.0.0.1": swallowing, "::1": swallowing }),
    needs,
    args: ["-t", "400ms", "localhost:{port}"],
    err: "unhealthy: tcp localhost:{port}: timed out after 400ms connecting (::1), timed out (127.0.0.1)",
    takes: [400, 450],
  },
  {
    name: "an IPv6 address that refuses",
    server: samePort({ "::1": refusing }),
    needs,
    args: ["http://[::1]:{port}/"],
    err: "unhealthy: GET http://[::1]:{port}/: connection refused",
  },
];
