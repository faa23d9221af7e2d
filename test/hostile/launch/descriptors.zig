//! Descriptors that the program inherits.

const std = @import("std");
const linux = std.os.linux;
const checked = @import("failure.zig").checked;

pub fn pipe() [2]i32 {
    var ends: [2]i32 = undefined;
    _ = checked("pipe2", linux.pipe2(&ends, .{}));
    return ends;
}

/// Moves a descriptor.
pub fn replace(to: i32, from: i32) void {
    _ = checked("dup2", linux.dup2(from, to));
    if (from != to) _ = linux.close(from);
}

/// Makes a full pipe. The program itself keeps its reading end open; otherwise the pipe would be broken.
pub fn fill(to: i32) void {
    const ends = pipe();
    const page: [4096]u8 = @splat(0);
    const flags = checked("fcntl", linux.fcntl(ends[1], linux.F.GETFL, 0));
    const non_blocking: u32 = @bitCast(linux.O{ .NONBLOCK = true });
    _ = checked("fcntl", linux.fcntl(ends[1], linux.F.SETFL, flags | non_blocking));
    while (linux.errno(linux.write(ends[1], &page, page.len)) == .SUCCESS) {}
    _ = checked("fcntl", linux.fcntl(ends[1], linux.F.SETFL, flags));
    replace(to, ends[1]);
}

/// Copies a file to memory. Returns its descriptor.
pub fn copyToMemory(path: [*:0]const u8) i32 {
    const from = checked("open", linux.open(path, .{ .CLOEXEC = true }, 0));
    const to = checked("memfd_create", linux.memfd_create("program", linux.MFD.CLOEXEC));
    while (checked("sendfile", linux.sendfile(@intCast(to), @intCast(from), null, 1 << 30)) > 0) {}
    return @intCast(to);
}
