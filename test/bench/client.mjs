// A health check by @grpc/grpc-js, with as little as it needs: messages are bytes, so that no file of protobuf is read. Arguments: the address
// and the service. The deadline is healthcheck's default.
import { Client, credentials } from "@grpc/grpc-js";

const [address, service] = process.argv.slice(2);
const name = Buffer.from(service);
// HealthCheckRequest and HealthCheckResponse have one field each: a string of less than 128 bytes, and a number. 1 is SERVING.
const request = Buffer.concat([Buffer.of(0x0a, name.length), name]);
const isServing = (response) => response.equals(Buffer.of(0x08, 1));

const client = new Client(address, credentials.createInsecure());
client.makeUnaryRequest(
  "/grpc.health.v1.Health/Check",
  (message) => message,
  (bytes) => bytes,
  request,
  { deadline: Date.now() + 5000 },
  (error, response) => process.exit(error === null && isServing(response) ? 0 : 1),
);
