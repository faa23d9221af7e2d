/** A name server that never gives an answer. */
import { createSocket } from "node:dgram";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { closed, listening, type StartServer, server } from "../servers";
import { behindDirectory, temporaryDirectory } from "../servers/unix";

/**
 * A name server. Over datagrams it answers another query, again and again. Otherwise its answer is too long for a datagram, and comes
 * over a stream, a byte every 50 ms.
 */
export function babbling(manner: "datagrams" | "stream"): StartServer {
  return async () => {
    const directory = await temporaryDirectory();
    const udp = createSocket("udp4");
    const host = `127.0.54.${manner === "stream" ? 1 : 2}`;
    const timers = new Set<NodeJS.Timeout>();
    const repeat = (action: () => void, milliseconds: number) => timers.add(setInterval(action, milliseconds));
    udp.on("message", (query, from) => {
      const answer = Buffer.from(query);
      // The answer is truncated, or it has the identifier of another query.
      answer.writeUInt16BE(manner === "stream" ? 0x8380 : 0x8180, 2);
      if (manner === "datagrams") answer.writeUInt16BE(query.readUInt16BE(0) ^ 0x5555, 0);
      udp.send(answer, from.port, from.address);
      if (manner === "datagrams") repeat(() => udp.send(answer, from.port, from.address, () => {}), 5);
    });
    // Sending to a check that has ended is an error.
    udp.on("error", () => {});
    await new Promise<void>((resolve) => udp.bind({ address: host, port: 53, exclusive: true }, resolve));
    const tcp = createServer((socket) => {
      socket.on("error", () => {});
      const timer = setInterval(() => socket.destroyed || socket.write("\x01"), 50);
      timers.add(timer);
      socket.on("data", () => {}).on("close", () => clearInterval(timer));
    });
    await listening(tcp, { host, port: 53 });
    await writeFile(`${directory}/resolv.conf`, `nameserver ${host}\n`);
    const script = `mount --bind ${directory}/resolv.conf /etc/resolv.conf || exit 99; exec "$@"`;
    const wrapper = ["/usr/bin/env", "unshare", "-m", "/bin/sh", "-c", script, "sh"];
    const close = async () => {
      for (const timer of timers) clearInterval(timer);
      await Promise.all([closed(tcp), new Promise<void>((resolve) => udp.close(resolve))]);
    };
    return { ...behindDirectory(server({}, close), directory), wrapper };
  };
}
