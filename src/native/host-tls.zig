//! The root of the executable with TLS: the host, and its part of TLS.

const host = @import("host.zig");

pub const panic = host.panic;
pub const _start = host._start;
comptime {
    _ = host;
    _ = @import("crypto.zig");
}
