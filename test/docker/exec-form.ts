/** Health checks in exec form: images with one, and their verdicts. */
import { pathOf } from "../run.ts";
import { appear, buildImage, image, SERVER_ROOT, settles, withLibraries } from "./images.ts";

export const NGINX = pathOf("nginx");

/** The verdict of an exec form on the server in its own container. */
export const HEALTHY = "healthy: GET http://localhost:8080/ready: 200 in N ms\n";
export const UNHEALTHY = "unhealthy: GET http://localhost:8080/ready: status 404, wanted 200-399\n";
/** Frequent checks, so that the tests are fast. */
export const OFTEN = "--interval=500ms --timeout=5s --retries=1";

/** Debian's nginx and its libraries, and nothing else of Debian. It runs without root. */
export function nginxImage(port = 8080): Promise<string> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path /tmp/${it};`);
  const configuration = `
    daemon off; master_process off; pid /tmp/nginx.pid; error_log stderr;
    events { worker_connections 1024; }
    http { access_log off; ${temporary.join(" ")} server { listen 127.0.0.1:${port}; root /www; } }`;
  const root = () => ({ ...SERVER_ROOT, ...withLibraries("/nginx", NGINX), "/nginx.conf": { text: configuration } });
  return image(`nginx-${port}`, root, ["/nginx", "-e", "stderr", "-c", "/nginx.conf"]);
}

/** An image based on another, with this check in exec form and these times. */
export function checked(base: string, command: string[], times = OFTEN, ...lines: string[]): Promise<string> {
  return buildImage(`FROM ${base}`, ...lines, `HEALTHCHECK ${times} CMD ${JSON.stringify(command)}`);
}

/** Shows that the check of /ready on port 8080 follows its server, which may be in another container. */
export async function follows(id: string, server = id): Promise<void> {
  await settles(id, "unhealthy", 1, UNHEALTHY);
  await appear(server, "ready");
  await settles(id, "healthy", 0, HEALTHY);
}
