import { behaving, type StartServer } from "../servers";
import { END_STREAM, frame, health, RESPONSE_HEADERS, START, TRAILERS, Type, trailers } from "./h2";

// Servers that the examples of the texts speak of.

/** Answers `+PONG` to `PING`, as Redis does. */
export const pong: StartServer = behaving((socket) => {
  socket.on("data", (bytes) => socket.write(bytes.toString("latin1") === "PING\r\n" ? "+PONG\r\n" : "-ERR\r\n"));
  socket.on("end", () => socket.end());
});

/** How the DATA of a request starts, behind its length: it ends the stream, and its message is not compressed. */
const REQUEST = `${frame(Type.DATA, END_STREAM, 1).slice(3)}\0`;

/** A server of gRPC whose services have these statuses. @param statusOf returns undefined for one that it does not know */
export function grpcHealth(statusOf: (service: string) => number | undefined): StartServer {
  return behaving((socket) => {
    let received = "";
    socket.on("data", (bytes) => {
      received += bytes.toString("latin1");
      const start = received.indexOf(REQUEST) + REQUEST.length;
      // The length of the message, and the message, whose only field is the service.
      const [length, message] = [received.charCodeAt(start + 3), received.slice(start + 4)];
      if (start < REQUEST.length || !(message.length >= length)) return;
      const status = statusOf(message.slice(2, length));
      received = "";
      const unknown = {
        ":status": "200",
        "content-type": "application/grpc",
        "grpc-status": "5",
        "grpc-message": "unknown service",
      };
      const answer = status === undefined ? trailers(unknown) : RESPONSE_HEADERS + health(status) + TRAILERS;
      socket.write(START + answer, "latin1");
    });
    socket.on("end", () => socket.end());
  });
}
