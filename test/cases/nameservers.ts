import { IPV6, type Names } from "../servers/names";
import { refusing, samePort, swallowing } from "../servers/ports";
import { silent } from "../servers/raw";
import { found, lookUp, lost, type NameRow } from "./lookup";

const HERE = ["127.0.0.1"];
const SILENT = { "api.test": "silence" } as const;
const NOBODY = "nameserver 127.0.54.1\n";
const CONNECTED = "healthy: tcp api.test:{port}: connected in N ms";

/** A name that is found in time. `takes` has the least and the most milliseconds. */
function inTime(name: string, timeout: string, names: Names, takes: [number, number]): NameRow {
  return lookUp(name, names, silent, { args: ["-t", timeout, "api.test:{port}"], out: CONNECTED, takes });
}

const answer = (delay: number) => ({ "api.test": { addresses: HERE, delay } });

const late: NameRow[] = [
  inTime("one server answers after 4 s of 5", "5", { dns: answer(4000) }, [4000, 4300]),
  inTime("one server answers after 1.7 s of 3", "3", { dns: answer(1700) }, [1700, 2000]),
  inTime("three servers answer after 0.6 s", "3", { dns: answer(600), others: [answer(600), answer(600)] }, [600, 900]),
  inTime("one server answers after 0.4 s of 0.6", "600ms", { dns: answer(400) }, [400, 500]),
  inTime("the first server is silent, the second answers", "5", { dns: SILENT, others: [answer(0)] }, [0, 500]),
  inTime("the first two are silent, the third answers", "5", { dns: SILENT, others: [SILENT, answer(0)] }, [0, 500]),
  inTime("the first answers late, the second never", "5", { dns: answer(2000), others: [SILENT] }, [2000, 2300]),
  inTime(
    "the first answers late, the second fails",
    "5",
    { dns: answer(1000), others: [{ "api.test": "SERVFAIL" }] },
    [1000, 1300],
  ),
  inTime("the first answers late, the second denies", "5", { dns: answer(1000), others: [{}] }, [1000, 1300]),
  inTime(
    "the first server is silent for each of ten search domains",
    "5",
    {
      dns: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`api.test.d${i}`, "silence"])),
      others: [{ "api.test.d9": HERE }],
      resolv: `nameserver {dns}\nnameserver {dns2}\nsearch ${Array.from({ length: 10 }, (_, i) => `d${i}`).join(" ")}\noptions ndots:5\n`,
    },
    [0, 700],
  ),
  inTime(
    "the first search domain's answer comes late, from the server that was asked first",
    "5",
    {
      dns: { "api.test.a": { addresses: HERE, delay: 1000 }, "api.test.b": "silence", "api.test": "silence" },
      others: [{}],
      resolv: "nameserver {dns}\nnameserver {dns2}\nsearch a b\noptions ndots:5\n",
    },
    [1000, 1300],
  ),
  inTime("the first query is lost", "5", { dns: { "api.test": { addresses: HERE, lost: 1 } } }, [0, 900]),
  inTime("three queries are lost", "5", { dns: { "api.test": { addresses: HERE, lost: 3 } } }, [0, 2500]),
  inTime("the first query is lost, of 1 s", "1", { dns: { "api.test": { addresses: HERE, lost: 1 } } }, [0, 900]),
  inTime("the server begins to listen after 1.2 s", "5", { dns: { "api.test": HERE }, late: 1200 }, [0, 3000]),
  inTime(
    "the server fails for a while",
    "5",
    { dns: { "api.test": { addresses: HERE, lost: 3, early: "SERVFAIL" } } },
    [0, 2500],
  ),
  lookUp("the first is silent, the second denies: it may still answer", { dns: SILENT, others: [{}] }, silent, {
    args: ["-t", "600ms", "api.test:{port}"],
    err: "unhealthy: tcp api.test:{port}: looking up api.test: no such name",
    takes: [600, 650],
  }),
  lookUp("the first is not there, the second denies", { dns: {}, resolv: `${NOBODY}nameserver {dns}\n` }, silent, {
    args: ["-t", "10", "api.test:{port}"],
    err: "unhealthy: tcp api.test:{port}: looking up api.test: no such name",
    takes: [0, 500],
  }),
  lookUp(
    "the first server denies the name after 0.1 s, the second has it",
    { dns: { "api.test": { addresses: [], rcode: "NXDOMAIN", delay: 100 } }, others: [answer(0)] },
    silent,
    {
      args: ["-t", "5", "api.test:{port}"],
      err: "unhealthy: tcp api.test:{port}: looking up api.test: no such name",
      takes: [100, 400],
    },
  ),
  lookUp("the first fails, the second denies", { dns: { "api.test": "SERVFAIL" }, others: [{}] }, silent, {
    args: ["-t", "10", "api.test:{port}"],
    err: "unhealthy: tcp api.test:{port}: looking up api.test: no such name",
    takes: [0, 500],
  }),
];

const failing: NameRow[] = (["FORMERR", "SERVFAIL", "NOTIMP", "REFUSED", "NXDOMAIN"] as const).flatMap((rcode) => [
  inTime(
    `${rcode} without a question: the next server is asked at once`,
    "10",
    { dns: { "api.test": { addresses: [], rcode, manner: "bare" } }, others: [{ "api.test": HERE }] },
    [0, 180],
  ),
  ...(rcode === "NXDOMAIN"
    ? []
    : [
        inTime(
          `${rcode}: the next server is asked at once`,
          "10",
          { dns: { "api.test": rcode }, others: [{ "api.test": HERE }] },
          [0, 180],
        ),
      ]),
]);

const families: NameRow[] = [
  lookUp(
    "AAAA at once, A after 1.2 s: both are tried in this order",
    { dns: { "api.test": { addresses: ["::1", "127.0.0.1"], delay: { A: 1200 } } } },
    samePort({ "127.0.0.1": silent, "::1": refusing }),
    { needs: [IPV6], args: ["-t", "5", "api.test:{port}"], out: CONNECTED, takes: [1200, 1500] },
  ),
  lookUp(
    "AAAA at once, the first query for A is lost",
    { dns: { "api.test": { addresses: ["::1", "127.0.0.1"], lost: { A: 1 } } } },
    samePort({ "127.0.0.1": silent, "::1": refusing }),
    { needs: [IPV6], args: ["-t", "5", "api.test:{port}"], out: CONNECTED, takes: [400, 1000] },
  ),
  lookUp(
    "A at once, AAAA after 1.2 s: both are tried in this order",
    { dns: { "api.test": { addresses: ["::1", "127.0.0.1"], delay: { AAAA: 1200 } } } },
    samePort({ "127.0.0.1": refusing, "::1": silent }),
    { needs: [IPV6], args: ["-t", "5", "api.test:{port}"], out: CONNECTED, takes: [1200, 1500] },
  ),
  lookUp(
    "AAAA leads to a black hole, A comes after 1.2 s",
    { dns: { "api.test": { addresses: ["::1", "127.0.0.1"], delay: { A: 1200 } } } },
    samePort({ "127.0.0.1": silent, "::1": swallowing }),
    // ::1 is tried after 0.5 s, for half of the time that is left.
    { needs: [IPV6], args: ["-t", "5", "api.test:{port}"], out: CONNECTED, takes: [1200, 3100] },
  ),
  lookUp(
    "A connects at once, AAAA never comes",
    { dns: { "api.test": { addresses: HERE, delay: { AAAA: "never" } } } },
    silent,
    { args: ["-t", "5", "api.test:{port}"], out: CONNECTED, takes: [400, 700] },
  ),
  lookUp(
    "A refuses, AAAA never comes: until the deadline",
    { dns: { "api.test": { addresses: ["127.0.0.2"], delay: { AAAA: "never" } } } },
    samePort({ "127.0.0.2": refusing }),
    {
      args: ["-t", "1.5s", "api.test:{port}"],
      err: "unhealthy: tcp api.test:{port}: timed out after 1.5s looking up api.test, connection refused (127.0.0.2)",
      takes: [1500, 1550],
    },
  ),
  lookUp(
    "A refuses, then AAAA is denied: the end",
    { dns: { "api.test": { addresses: ["127.0.0.2"], delay: { AAAA: 1000 } } } },
    samePort({ "127.0.0.2": refusing }),
    {
      args: ["-t", "10", "api.test:{port}"],
      err: "unhealthy: tcp api.test:{port}: connection refused (127.0.0.2)",
      takes: [1000, 1300],
    },
  ),
  lookUp(
    "A swallows, AAAA never comes: A has all the time",
    { dns: { "api.test": { addresses: ["127.0.0.2"], delay: { AAAA: "never" } } } },
    samePort({ "127.0.0.2": swallowing }),
    {
      args: ["-t", "1.5s", "api.test:{port}"],
      err: "unhealthy: tcp api.test:{port}: timed out after 1.5s connecting (127.0.0.2)",
      takes: [1500, 1550],
    },
  ),
  lookUp(
    "-v of addresses that come in two parts",
    { dns: { "api.test": { addresses: ["::1", "127.0.0.1"], delay: { A: 1200 } } } },
    samePort({ "127.0.0.1": silent, "::1": refusing }),
    {
      needs: [IPV6],
      args: ["-v", "api.test:{port}"],
      out: [
        CONNECTED,
        "at N ms: looking up api.test",
        "at N ms: connecting (::1)",
        "at N ms: looking up api.test, connection refused (::1)",
        "at N ms: connecting (127.0.0.1), connection refused (::1)",
      ].join("\n"),
    },
  ),
  inTime(
    "AAAA fails while A has an address: connected at once",
    "10",
    { dns: { "api.test": { addresses: HERE, lost: { AAAA: 99 }, early: "SERVFAIL" } } },
    [0, 300],
  ),
];

const USE_VC = "nameserver {dns}\noptions use-vc\n";
const streams: NameRow[] = [
  found("options use-vc", { dns: { "api.test": { addresses: HERE, manner: "stream" } }, resolv: USE_VC }),
  found("options use-vc, answers byte by byte", {
    dns: { "api.test": { addresses: HERE, manner: "stream", stream: "bytes" } },
    resolv: USE_VC,
  }),
  found("options use-vc, a connection for each answer", {
    dns: { "api.test": { addresses: HERE, manner: "stream", stream: "one" } },
    resolv: USE_VC,
  }),
  inTime(
    "options use-vc, an answer after 1.7 s of 3",
    "3",
    { dns: { "api.test": { addresses: HERE, manner: "stream", delay: 1700 } }, resolv: USE_VC },
    [1700, 2000],
  ),
  inTime(
    "options use-vc, the first server is silent",
    "5",
    { dns: SILENT, others: [{ "api.test": HERE }], resolv: `${USE_VC}nameserver {dns2}\n` },
    [0, 500],
  ),
  inTime(
    "options use-vc, the first server is not there",
    "5",
    { dns: { "api.test": HERE }, resolv: `${NOBODY}${USE_VC}` },
    [0, 180],
  ),
  inTime(
    "options use-vc, the server begins to listen after 1.2 s",
    "5",
    { dns: { "api.test": HERE }, resolv: USE_VC, late: 1200 },
    [0, 3000],
  ),
  found("options use-vc, the second search domain", {
    dns: { "api.test.b": HERE },
    resolv: `${USE_VC}search a b\noptions ndots:5\n`,
  }),
  lost("options use-vc, no such name", { dns: {}, resolv: USE_VC }, "no such name"),
  found("an answer that was cut, byte by byte over TCP", {
    dns: { "api.test": { addresses: HERE, manner: "empty", stream: "bytes" } },
  }),
  inTime(
    "an answer that was cut, after 1 s over TCP",
    "3",
    { dns: { "api.test": { addresses: HERE, manner: "empty", delay: 700 } } },
    [1400, 1700],
  ),
  found("5000 bytes of addresses over TCP", {
    dns: {
      "api.test": {
        addresses: [...HERE, ...Array.from({ length: 320 }, (_, i) => `127.1.1.${i % 200}`)],
        manner: "empty",
      },
    },
  }),
];

const hostile: NameRow[] = [
  inTime(
    "messages that only seem to be answers",
    "10",
    { dns: { "api.test": { addresses: HERE, manner: "spoofed" } } },
    [0, 700],
  ),
  inTime(
    "a server with such messages, and a silent one before it",
    "10",
    { dns: SILENT, others: [{ "api.test": { addresses: HERE, manner: "spoofed" } }] },
    [0, 900],
  ),
];

/** What name servers do and when, and what is found. */
export const nameservers: NameRow[] = [...late, ...failing, ...families, ...streams, ...hostile];
