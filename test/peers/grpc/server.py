"""C-core's server; Debian has no package of its health service, so that its messages are written here. The arguments are those of server.mjs."""

import sys
from concurrent import futures

import grpc

STATUSES = {b"": b"\x08\x01", b"shop.Orders": b"\x08\x02", b"shop.Unknown": b""}


def check(request, context):
    """Messages are bytes: a HealthCheckRequest has its service in field 1."""
    service = request[2:]
    if service not in STATUSES:
        context.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
    return STATUSES[service]


class Health(grpc.GenericRpcHandler):
    def service(self, call):
        if call.method != "/grpc.health.v1.Health/Check":
            return None
        return grpc.unary_unary_rpc_method_handler(check)


address, kind, *files = sys.argv[1:]
server = grpc.server(futures.ThreadPoolExecutor(2))
if kind == "health":
    server.add_generic_rpc_handlers((Health(),))
if files:
    key, chain = (open(file, "rb").read() for file in files)
    port = server.add_secure_port(address, grpc.ssl_server_credentials([(key, chain)]))
else:
    port = server.add_insecure_port(address)
server.start()
# Over a Unix socket there is no port, but one is waited for.
print(f"listening on {port or 1}", flush=True)
server.wait_for_termination()
