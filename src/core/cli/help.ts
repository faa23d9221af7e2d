/** What `--help` prints. The last sentence is for builds without TLS. */
export const HELP = `Usage: healthcheck [OPTIONS] [TARGET]

Makes one HTTP or TCP check. Exit status: 0 healthy, 1 anything else.

Targets:
  8080, db:5432, [::1]:5432, tcp://db:5432   connect (without a host: localhost)
  :8080/healthz, web:8080/healthz            GET; the slash makes it HTTP
  /healthz                                   GET http://localhost:$PORT/healthz
  http://[user:password@]host[:port][/path]  GET
  unix:///run/app.sock                       connect to a Unix socket
Without a target: $HEALTHCHECK_URL, else the port $HEALTHCHECK_PORT or $PORT.
In arguments \${NAME} and \${NAME:-fallback} are replaced by variables.

Options (default) [variable]:
  -t, --timeout DURATION    for all of it: 3, 1.5s, 500ms, 1m (5s) [$HEALTHCHECK_TIMEOUT]
  -s, --status SET          healthy: 200, 200-299, 2xx, 200,401 (200-399) [$HEALTHCHECK_STATUS]
  -X, --method METHOD       (GET) [$HEALTHCHECK_METHOD]
  -H, --header 'NAME: VALUE'  add or replace a header; repeatable
  -d, --data TEXT           send it as a form by POST; repeatable
  -L, --location            follow up to 10 redirects (off)
  -u, --user USER:PASSWORD  basic authentication [$HEALTHCHECK_USER]
  -A, --user-agent TEXT     (healthcheck/VERSION) [$HEALTHCHECK_USER_AGENT]
      --unix-socket PATH    send the request over it [$HEALTHCHECK_UNIX_SOCKET]
  -4, --ipv4, -6, --ipv6    addresses of this family only (both)
  -k, --insecure            https: accept any certificate (off) [$HEALTHCHECK_INSECURE]
      --cacert FILE         https: trust these (system's) [$HEALTHCHECK_CACERT, $SSL_CERT_FILE]
  -q, --quiet               print nothing when healthy (off)
  -v, --verbose             print stages with times, and response headers (off)
      --install DIR [NAMES] put this file into DIR as healthcheck,curl,wget,nc,sh
  -h, --help, -V, --version
Called as curl, wget or nc, it takes their options for health checks; as sh -c TEXT,
such commands joined by || && ;. Proxy variables are ignored. https:// needs healthcheck-tls.
`;
