//! The core's memory, and the results that it expects.

const std = @import("std");
const linux = std.os.linux;
const output = @import("output.zig");

// WebAssembly's memory: wasm.h.
extern const memory_start: u32;
extern const memory_size: u32;

/// A part of the core's memory. Traps if any of it is outside.
pub fn bytes(offset: u32, length: u32) []u8 {
    if (@as(u64, offset -% memory_start) + length > memory_size) output.trap();
    return @as([*]u8, @ptrFromInt(startOfAddresses() +% offset))[0..length];
}

/// Where the core's address 0 is in the process: at 0, except in a build that measures what that saves (build/native/elsewhere.zig).
fn startOfAddresses() usize {
    const root = @import("root");
    return if (@hasDecl(root, "addressZero")) root.addressZero() else 0;
}

/// Whether a system call has failed: then its result is a negative error number.
pub fn failed(value: usize) bool {
    return @as(isize, @bitCast(value)) < 0;
}

/// The result of a system call as the core expects it: errors are negative.
pub fn result(value: usize) u32 {
    return @truncate(value);
}

/// An error of our own making.
pub fn failure(code: linux.E) u32 {
    return @bitCast(-@as(i32, @intFromEnum(code)));
}

/// A text with a zero byte after it. Traps if the buffer is too small.
pub fn terminated(buffer: *[8300:0]u8, text: []const u8) [*:0]const u8 {
    if (text.len >= buffer.len) output.trap();
    @memcpy(buffer[0..text.len], text);
    buffer[text.len] = 0;
    return buffer;
}
