import { SERVING } from "../servers/h2";
import { sends } from "../servers/raw";

/** A server that answers SERVING to everybody, and what is said about it: for the rows of gRPC, under each name of the program. */
export const serving = sends(SERVING, { after: "keep" });

export const TARGET = "grpc 127.0.0.1:{port}";
export const IS_SERVING = `healthy: ${TARGET}: SERVING in N ms`;

/** With -v. */
export const IS_SERVING_VERBOSE = [
  IS_SERVING,
  "at N ms: connecting",
  "at N ms: sending the request",
  "at N ms: waiting for the response",
  "< SETTINGS, 0 bytes",
  "< SETTINGS ACK, 0 bytes",
  "< HEADERS, 44 bytes: HTTP status 200",
  "< DATA, 7 bytes",
  "< HEADERS, 15 bytes: HTTP status 200, gRPC status 0 OK, SERVING",
].join("\n");
