//! A server as small as can be, for images FROM scratch: 200 for /health and /healthz, 404 for all else, on port 8080.

const std = @import("std");
const linux = std.os.linux;

pub fn main() void {
    const listener: i32 = @intCast(linux.socket(linux.AF.INET, linux.SOCK.STREAM, 0));
    const any: linux.sockaddr.in = .{ .port = std.mem.nativeToBig(u16, 8080), .addr = 0 };
    if (linux.bind(listener, @ptrCast(&any), @sizeOf(linux.sockaddr.in)) != 0) linux.exit_group(1);
    if (linux.listen(listener, 8) != 0) linux.exit_group(1);
    while (true) {
        const peer: i32 = @intCast(linux.accept4(listener, null, null, 0));
        var buffer: [1024]u8 = undefined;
        const length = linux.read(peer, &buffer, buffer.len);
        // What is larger is an error.
        const request = if (length <= buffer.len) buffer[0..length] else "";
        const is_known = std.mem.startsWith(u8, request, "GET /health ") or std.mem.startsWith(u8, request, "GET /healthz ");
        const response = if (is_known) "HTTP/1.1 200 OK\r\n\r\n" else "HTTP/1.1 404 Not Found\r\n\r\n";
        _ = linux.write(peer, response.ptr, response.len);
        _ = linux.close(peer);
    }
}
