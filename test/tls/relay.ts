import { connect } from "node:net";
import { behaving, type StartServer, together } from "../servers";
import { HungUp, Source } from "./wire";

/** Changes a record of the server, with its header. Records are counted from 0. */
type Change = (record: Buffer, number: number) => Buffer;

/** A server behind a man in the middle who changes its records. */
export function relayed(start: StartServer, change: Change): StartServer {
  return async (at) => {
    const behind = await start();
    const front = await behaving((client) => {
      const upstream = connect(Number(behind.values.port), "127.0.0.1");
      upstream.on("error", () => client.destroy());
      client.on("close", () => upstream.destroy());
      client.pipe(upstream);
      passOn(new Source(upstream), change, (record) => client.write(record)).catch((error: unknown) => {
        if (!(error instanceof HungUp)) throw error;
        client.end();
      });
    })(at);
    return together(front, behind);
  };
}

async function passOn(source: Source, change: Change, write: (record: Buffer) => void): Promise<void> {
  for (let number = 0; ; number++) {
    const head = await source.take(5);
    const body = await source.take(head.readUInt16BE(3));
    write(change(Buffer.concat([head, body]), number));
  }
}
