import { behaving, type Server, type StartServer, web } from "../servers";
import { refusing } from "../servers/ports";
import { closesAtOnce } from "../servers/raw";
import { moved } from "./servers";

/** Says this at first, then answers each line; null is silence. After an answer that ends in "bye" it hangs up. */
function talks(greeting: string, answer: (line: string) => string | null): StartServer {
  return behaving((socket) => {
    let rest = "";
    if (greeting !== "") socket.write(greeting);
    socket.on("end", () => socket.end());
    socket.on("data", (bytes) => {
      rest += bytes.toString("latin1");
      const lines = rest.split(/\r?\n/);
      // ZooKeeper needs no end of line.
      rest = lines[0] === "ruok" ? "" : (lines.pop() ?? "");
      for (const said of lines.map(answer)) {
        if (said === null) continue;
        socket.write(said.replace(/bye$/, ""));
        if (said.endsWith("bye")) socket.end();
      }
    });
  });
}

/** Reads to the end before it answers. */
const answersAtEnd = behaving((socket) => {
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes;
  });
  socket.on("end", () => socket.end(text.trim() === "PING" ? "+PONG\r\n" : "-ERR\r\n"));
});

const json = (fields: object, status = 200) => web({ status, body: JSON.stringify(fields) });

/** Servers by what they say. */
const http: Record<string, () => Promise<Server>> = {
  UP: json({ status: "UP" }),
  DOWN: json({ status: "DOWN" }),
  "UP with 503": json({ status: "UP" }, 503),
  OK: web({ body: "OK\n" }),
  ok: json({ status: "ok", ok: true }),
  green: json({ cluster: "a", status: "green" }),
  red: json({ cluster: "a", status: "red" }),
  healthy: json({ status: "healthy" }),
  unhealthy: json({ status: "unhealthy" }),
  running: web({ body: "STATUS_OK\r\nRUNNING\r\n" }),
  "401": web({ status: 401, body: "who?" }),
  "302": moved(200),
};

/** Those that end the connection themselves: nc without -w, -q and -N waits for that. */
const brief: Record<string, () => Promise<Server>> = {
  zookeeper: talks("", (line) => (line === "ruok" ? "imokbye" : "bye")),
  "zookeeper that waits": talks("", () => "This server is not serving requests\nbye"),
  closing: closesAtOnce,
  refusing,
};

const lingering: Record<string, () => Promise<Server>> = {
  redis: talks("", (line) => (line === "PING" ? "+PONG\r\n" : line === "*1" || line === "$4" ? null : "-ERR\r\n")),
  "redis that waits for the end": answersAtEnd,
  "redis that asks": talks("", () => "-NOAUTH Authentication required.\r\n"),
  mail: talks("220 mail ready\r\n", (line) => (line === "QUIT" ? "221 done\r\nbye" : "500 what?\r\n")),
  "mail that is busy": talks("421 busy, not 220\r\n", () => "bye"),
  imap: talks("", (line) => (line.includes("LOGOUT") ? "a2 OK done\r\nbye" : "a1 NO\r\n")),
  "imap that refuses": talks("* BYE\r\n", () => "bye"),
  memcached: talks("", (line) => (line === "stats" ? "STAT uptime 5\r\nEND\r\n" : "VERSION 1.6.21\r\n")),
  "memcached that fails": talks("", () => "SERVER_ERROR no VERSION\r\n"),
};

export const answers = { ...http, ...brief, ...lingering };

/** The servers that tell something about a line: those that speak its protocol. */
export function answering(line: string, peers: Record<string, Server>): Record<string, Server> {
  const isText = /\bnc\b/.test(line) && !line.includes("GET /");
  const waits = /\bnc (?!.*-(w|q|N))/.test(line);
  const names = isText ? { ...brief, ...(waits ? {} : lingering) } : { ...http, closing: 0, refusing: 0 };
  return Object.fromEntries(Object.entries(peers).filter(([name]) => name in names));
}
