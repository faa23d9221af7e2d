//! Socket addresses, and new sockets.

const std = @import("std");
const linux = std.os.linux;
const memory = @import("memory.zig");
const trap = @import("output.zig").trap;

pub const Address = extern union { any: linux.sockaddr, in: linux.sockaddr.in, in6: linux.sockaddr.in6 };

/// Makes the socket address of an IP address of 4 or 16 bytes. Returns its length.
pub fn fillAddress(to: *Address, address: []const u8, port: u32, scope: u32) u32 {
    const port_bytes = std.mem.nativeToBig(u16, @truncate(port));
    if (address.len == 4) {
        to.in = .{ .port = port_bytes, .addr = @bitCast(address[0..4].*) };
        return @sizeOf(linux.sockaddr.in);
    }
    if (address.len != 16) trap();
    to.in6 = .{ .port = port_bytes, .flowinfo = 0, .addr = address[0..16].*, .scope_id = scope };
    return @sizeOf(linux.sockaddr.in6);
}

/// Opens a socket with a number above 2. If a standard stream is closed, its number must not become the connection: the verdict would be
/// written to the peer.
pub fn openSocket(family: u32, kind: u32) usize {
    const opened = linux.socket(family, kind | linux.SOCK.CLOEXEC, 0);
    if (memory.failed(opened) or opened > 2) return opened;
    const moved = linux.fcntl(@intCast(opened), linux.F.DUPFD_CLOEXEC, 3);
    _ = linux.close(@intCast(opened));
    return moved;
}
