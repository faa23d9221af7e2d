// @grpc/grpc-js with its own health implementation. Arguments: the address to listen on, then `health` or `none`, then the files of a key and its
// certificates, if TLS is spoken.
import { readFileSync } from "node:fs";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";

const [address, kind, key, chain] = process.argv.slice(2);
const server = new Server();
const STATUSES = { "": "SERVING", "shop.Orders": "NOT_SERVING", "shop.Unknown": "UNKNOWN" };
if (kind === "health") new HealthImplementation(STATUSES).addToServer(server);
const credentials =
  key === undefined
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [{ private_key: readFileSync(key), cert_chain: readFileSync(chain) }]);
server.bindAsync(address, credentials, (error, port) => {
  if (error) throw error;
  // Over a Unix socket there is no port, but one is waited for.
  console.log(`listening on ${port || 1}`);
});
