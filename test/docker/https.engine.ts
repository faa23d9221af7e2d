import { expect, test } from "vitest";
import { pathOf } from "../run.ts";
import { type Certificate, certificate, keyOf } from "../tls/authority.ts";
import { buildImage, image, inEngine, NATIVE, NOBODY, needs, settles, start, withLibraries } from "./images.ts";

const NGINX = pathOf("nginx");
const OFTEN = "--interval=500ms --timeout=5s --retries=1";
const URL = "https://localhost:8443/index.html";

const authority = certificate({ cn: "My CA", ca: true, key: keyOf("p256", 1) });
const good = certificate({ issuer: authority, names: ["localhost"], key: keyOf("p256") });
const expired = certificate({ issuer: authority, names: ["localhost"], key: keyOf("p256"), days: [-9, -1] });

inEngine();

/** Debian's nginx with TLS, its libraries, our file, the certificate of the authority, and nothing else. */
function serverImage(name: string, shown: Certificate): Promise<string> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path /tmp/${it};`);
  const configuration = `
    daemon off; master_process off; pid /tmp/nginx.pid; error_log stderr;
    events {}
    http { access_log off; ${temporary.join(" ")}
      server { listen 127.0.0.1:8443 ssl; root /www; ssl_certificate /server.pem; ssl_certificate_key /server.key; } }`;
  const root = () => ({
    ...withLibraries("/nginx", NGINX),
    "/nginx.conf": { text: configuration },
    "/server.pem": { text: shown.pem },
    "/server.key": { text: shown.keyPem },
    "/my-ca.pem": { text: authority.pem },
    "/www/index.html": { text: "hello\n" },
    "/healthcheck": { file: `${NATIVE}-tls` },
  });
  return image(`https-${name}`, root, ["/nginx", "-e", "stderr", "-c", "/nginx.conf"]);
}

async function checked(base: string, ...command: string[]): Promise<string> {
  const lines = [`FROM ${base}`, `HEALTHCHECK ${OFTEN} CMD ${JSON.stringify(["/healthcheck", ...command, URL])}`];
  return start(await buildImage(...lines), ["--user", NOBODY, "--read-only", "--tmpfs", "/tmp:mode=1777"]);
}

test("FROM scratch, with a private authority: healthy, and without trust a line that says what to do", async (context) => {
  needs(context, NGINX);
  const base = await serverImage("good", good);
  const trusting = await checked(base, "--cacert", "/my-ca.pem");
  const alone = await checked(base);
  const insecure = await checked(base, "-k");
  await settles(trusting, "healthy", 0, `healthy: GET ${URL}: 200 in N ms\n`);
  await settles(insecure, "healthy", 0, `healthy: GET ${URL}: 200 in N ms\n`);
  const words =
    "no trusted certificates in this image: COPY /etc/ssl/certs/ca-certificates.crt into it, or use --cacert";
  await settles(alone, "unhealthy", 1, `unhealthy: GET ${URL}: ${words}\n`);
});

test("FROM scratch, with a certificate that has expired: unhealthy, and the line has the date", async (context) => {
  needs(context, NGINX);
  const id = await checked(await serverImage("expired", expired), "--cacert", "/my-ca.pem");
  const line = expect.stringMatching(/^unhealthy: GET \S+: certificate expired \d{4}-\d\d-\d\d\n$/);
  await settles(id, "unhealthy", 1, line);
});
