//! The root of the executable with TLS: the host, and cryptography.

const host = @import("host.zig");

pub const panic = host.panic;
pub const std_options = host.std_options;
pub const std_options_debug_threaded_io = host.std_options_debug_threaded_io;
pub const main = host.main;
comptime {
    _ = @import("crypto.zig");
}
