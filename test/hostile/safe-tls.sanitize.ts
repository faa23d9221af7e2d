import { testCertificates } from "../tls/certificates/table.ts";
import { testMessages } from "../tls/messages/table.ts";
import { executables } from "../tls/subjects";

// Every certificate, every server and every abuse of the TLS tests, on the build that checks itself.
executables.splice(0, executables.length, {
  name: "native amd64",
  command: [`${process.env.SANITIZERS}/safe-healthcheck-tls`],
  available: true,
  // It computes without any optimisation.
  slowness: 3000,
  isSlow: false,
});
testCertificates(executables);
testMessages(executables);
await import("../tls/abuse.rest");
await import("../tls/matrix.rest");
