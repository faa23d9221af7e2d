import { createServer, type RequestListener } from "node:http";
import { closed, listening, placeOf, type Server, type StartServer, server, together, web } from "../servers";
import { refusing } from "../servers/ports";
import { closesAtOnce } from "../servers/raw";
import { onUnixSocket, staleSocket } from "../servers/unix";

function handling(handle: RequestListener): StartServer {
  return async (at = { host: "127.0.0.1", port: 0 }) => {
    const listener = createServer((request, response) => {
      request.resume();
      handle(request, response);
    });
    await listening(listener, at);
    return server(placeOf(listener), () => {
      listener.closeAllConnections();
      return closed(listener);
    });
  };
}

/** Pages with these statuses. */
export function pages(statuses: Record<string, number>): StartServer {
  return handling((request, response) => response.writeHead(statuses[request.url ?? ""] ?? 404).end());
}

/** A redirect on the same server to a page with this status. */
export function moved(status: number): StartServer {
  return handling((request, response) => {
    if (request.url === "/moved") response.writeHead(status).end("OK\n");
    else response.writeHead(302, { Location: "/moved" }).end();
  });
}

/** A page for GET only: HEAD gets this status. */
function withoutHead(status: number): StartServer {
  return handling((request, response) => {
    if (request.method === "HEAD") response.writeHead(status).end();
    else response.end("OK\n");
  });
}

/** The same server on a port and on a Unix socket. */
export function twice(start: StartServer): () => Promise<Server> {
  return async () => together(await start(), await onUnixSocket(start)());
}

/** The servers that command lines are tried with. */
export const starts: Record<string, () => Promise<Server>> = {
  "200": twice(web({ body: "OK\n" })),
  "503": twice(web({ status: 503 })),
  "302": twice(moved(200)),
  closing: twice(closesAtOnce),
  refusing: async () => together(await refusing(), await staleSocket()),
  // Only for commands that send HEAD.
  "405 to HEAD": twice(withoutHead(405)),
  "500 to HEAD": twice(withoutHead(500)),
  "501 to HEAD": twice(withoutHead(501)),
};
