//! The root of the executable with TLS: the host, and its part of TLS.

const host = @import("host.zig");

/// Eight commands that each follow ten redirects, a handshake for each, and nothing is ever freed: of that, little is ever touched.
pub const core_memory_size = 4 << 20;
pub const panic = host.panic;
pub const _start = host._start;
comptime {
    _ = host;
    _ = @import("crypto.zig");
}
