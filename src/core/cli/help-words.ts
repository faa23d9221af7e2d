/** What --help prints before the options, and behind them. */
export const HELP_START = `Usage: healthcheck [OPTIONS] [TARGET]

Makes one HTTP, TCP or gRPC check. Exit status: 0 healthy, 1 anything else.

Example: healthcheck -t 3s http://localhost:8080/healthz

Targets:
  8080, db:5432, [::1]:5432, tcp://db:5432   connect (without a host: localhost)
  :8080/healthz, web:8080/healthz            GET; the slash makes it HTTP
  /healthz                                   GET http://localhost:$PORT/healthz
  http://[user:password@]host[:port][/path]  GET
  unix:///run/app.sock                       connect to a Unix socket
  grpc[s]://[host]:port[/service]            call grpc.health.v1.Health/Check
Without a target: $HEALTHCHECK_URL, else the port $HEALTHCHECK_PORT or $PORT.
In arguments \${NAME} and \${NAME:-fallback} are replaced by variables.

Options (default) [variable]:
`;

export const HELP_END = `Called as curl, wget, nc or grpc_health_probe, it takes their options for health checks;
as sh -c TEXT, such commands joined by || && ;. Proxy variables are ignored.`;

/** For builds without TLS. */
export const HELP_WITHOUT_TLS = " https:// and grpcs:// need healthcheck-tls.";
