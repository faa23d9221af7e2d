//! The native host: the operations that the core asks for, as Linux system calls. It decides nothing and writes no text of its own but
//! the line of a trap. Every offset and length from the core goes through memory.bytes().

const std = @import("std");
const arguments = @import("arguments.zig");
const deadline = @import("deadline.zig");
const output = @import("output.zig");

/// No panic messages: they would be larger than the program.
pub const panic = std.debug.no_panic;
/// The standard library must set up neither a stack for signals nor threads.
pub const std_options: std.Options = .{ .signal_stack_size = null };
pub const std_options_debug_threaded_io: ?*std.Io.Threaded = null;
comptime {
    // The operations of the core that nothing else refers to.
    _ = @import("connection.zig");
    _ = @import("files.zig");
    _ = @import("install.zig");
    _ = @import("sockets.zig");
}

extern fn init() void;
extern var Z_mainZ_vv: *const fn () callconv(.c) void;

pub fn main(process: std.process.Init.Minimal) noreturn {
    arguments.begin(process);
    deadline.begin();
    init();
    Z_mainZ_vv();
    // It never returns: it calls exit.
    output.trap();
}
