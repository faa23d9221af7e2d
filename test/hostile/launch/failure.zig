//! What the launcher cannot do ends it.

const std = @import("std");
const linux = std.os.linux;

/// Returns the result of a system call, or fails with its name.
pub fn checked(call: []const u8, result: usize) usize {
    if (linux.errno(result) != .SUCCESS) fail(call, result);
    return result;
}

/// Exits with 125 and a line. `result` is that of a system call, or 0.
pub fn fail(what: []const u8, result: usize) noreturn {
    var buffer: [128]u8 = undefined;
    const name = if (result == 0) "" else std.enums.tagName(linux.E, linux.errno(result)) orelse "?";
    const text = std.fmt.bufPrint(&buffer, "launch: {s} {s}\n", .{ what, name }) catch "launch: it failed\n";
    _ = linux.write(2, text.ptr, text.len);
    linux.exit_group(125);
}
