import { testCertificates } from "../tls/certificates/table.ts";
import { testMessages } from "../tls/messages/table.ts";
import { executables } from "../tls/subjects";

// Every certificate, server and abuse of the TLS tests, with the build that checks itself.
executables.splice(0, executables.length, {
  name: "native amd64",
  command: [`${process.env.SANITIZERS}/safe-healthcheck-tls`],
  available: true,
  // This build is not optimised.
  slowness: 3000,
  isSlow: false,
});
testCertificates(executables);
testMessages(executables);
await import("../tls/abuse.rest");
await import("../tls/matrix.rest");
