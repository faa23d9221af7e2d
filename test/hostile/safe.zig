//! The native host with every run-time check of Zig and UBSan. A finding ends the process with its own status and a line.

const std = @import("std");
const linux = std.os.linux;
const host = @import("host");

/// Debug mode would handle segmentation faults; here a fault must end the process.
pub const std_options: std.Options = .{ .signal_stack_size = null, .enable_segfault_handler = false };
pub const main = host.main;

pub const panic = std.debug.FullPanic(report);

/// Neither 0 nor 1, which are verdicts.
const FOUND = 70;

fn report(message: []const u8, _: ?usize) noreturn {
    for ([_][]const u8{ "SANITIZER: ", message, "\n" }) |part| _ = linux.write(2, part.ptr, part.len);
    linux.exit_group(FOUND);
}

/// An access of the core that leaves its memory.
export fn leftMemory() noreturn {
    report("an access outside of WebAssembly's memory, or to null", null);
}
