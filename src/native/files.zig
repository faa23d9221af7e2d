//! Files and random numbers, for the resolver.

const std = @import("std");
const linux = std.os.linux;
const deadline = @import("deadline.zig");
const memory = @import("memory.zig");
const trap = @import("output.zig").trap;

export fn @"Z_hostZ_readFileZ_iiiiii"(path: u32, length: u32, offset: u32, to: u32, capacity: u32) u32 {
    var name: [64:0]u8 = undefined;
    if (length >= name.len) trap();
    @memcpy(name[0..length], memory.bytes(path, length));
    name[length] = 0;
    // A file may have no end.
    if (deadline.isTimeUp()) return memory.failure(.TIME);
    const opened = linux.open(&name, .{ .CLOEXEC = true }, 0);
    if (memory.failed(opened)) return memory.result(opened);
    const file: i32 = @intCast(opened);
    const room = memory.bytes(to, capacity);
    const count = linux.pread(file, room.ptr, room.len, offset);
    _ = linux.close(file);
    return memory.result(count);
}

export fn @"Z_hostZ_randomZ_iv"() u32 {
    // The clock is used if the kernel has no random numbers yet (early boot) or a filter forbids the call.
    var number: u16 = @truncate(deadline.microseconds());
    const non_blocking = 1;
    _ = linux.getrandom(std.mem.asBytes(&number), @sizeOf(u16), non_blocking);
    return number;
}
