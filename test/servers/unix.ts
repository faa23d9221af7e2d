import { mkdtemp, rename, rm } from "node:fs/promises";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closed, listening, type Server, type StartServer, server, together } from "../servers";

/** A server on a Unix socket: `{socket}`. */
export function onUnixSocket(start: StartServer): StartServer {
  return async () => {
    const directory = await temporaryDirectory();
    return behindDirectory(await start(join(directory, "s")), directory);
  };
}

/** The file of a Unix socket whose server has ended. */
export const staleSocket: StartServer = async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, "stale");
  const listener = net.createServer();
  await listening(listener, join(directory, "s"));
  // The file is renamed, so the server does not remove it.
  await rename(join(directory, "s"), path);
  await closed(listener);
  return behindDirectory(
    server({ socket: path }, async () => {}),
    directory,
  );
};

/** An empty directory: `{directory}`. */
export const emptyDirectory: StartServer = async () => {
  const directory = await temporaryDirectory();
  return behindDirectory(
    server({}, async () => {}),
    directory,
  );
};

export function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), "healthcheck-"));
}

/** The server. Its directory is removed when it closes. */
export function behindDirectory(inside: Server, directory: string): Server {
  return together(
    inside,
    server({ directory }, () => rm(directory, { recursive: true, force: true })),
  );
}
