//! The sockets of a name lookup. The core chooses their numbers. Only waitForSockets() waits.

const std = @import("std");
const linux = std.os.linux;
const addresses = @import("address.zig");
const isTimeUp = @import("deadline.zig").isTimeUp;
const memory = @import("memory.zig");
const trap = @import("output.zig").trap;

/// 0 for none: descriptors of the standard streams are never used.
var sockets: [6]i32 = @splat(0);

fn at(index: u32) *i32 {
    if (index >= sockets.len) trap();
    return &sockets[index];
}

export fn @"Z_hostZ_openSocketZ_iiiiiii"(index: u32, is_stream: u32, address: u32, length: u32, port: u32, scope: u32) u32 {
    const socket = at(index);
    if (socket.* > 0) _ = linux.close(socket.*);
    socket.* = 0;
    var to: addresses.Address = undefined;
    const to_length = addresses.fillAddress(&to, memory.bytes(address, length), port, scope);
    const kind: u32 = if (is_stream != 0) linux.SOCK.STREAM else linux.SOCK.DGRAM;
    const opened = addresses.openSocket(to.any.family, kind | linux.SOCK.NONBLOCK);
    if (memory.failed(opened)) return memory.result(opened);
    socket.* = @intCast(opened);
    const connected = linux.connect(socket.*, &to, to_length);
    return if (memory.result(connected) == memory.failure(.INPROGRESS)) 0 else memory.result(connected);
}

export fn @"Z_hostZ_sendOnZ_iiii"(index: u32, from: u32, length: u32) u32 {
    const sent = linux.sendto(at(index).*, memory.bytes(from, length).ptr, length, 0, null, 0);
    // A message is far smaller than a socket's buffer. If it does not fit, the server does not read.
    if (!memory.failed(sent)) return if (sent == length) 0 else memory.failure(.AGAIN);
    return memory.result(sent);
}

export fn @"Z_hostZ_receiveFromZ_iiii"(index: u32, to: u32, capacity: u32) u32 {
    const room = memory.bytes(to, capacity);
    return memory.result(linux.recvfrom(at(index).*, room.ptr, room.len, 0, null, null));
}

export fn @"Z_hostZ_waitForSocketsZ_iiii"(readable: u32, writable: u32, milliseconds: u32) u32 {
    var descriptors: [sockets.len]linux.pollfd = undefined;
    for (&descriptors, &sockets, 0..) |*descriptor, socket, index| {
        const bit = @as(u32, 1) << @intCast(index);
        const events: i16 = if (readable & bit != 0) linux.POLL.IN else if (writable & bit != 0) linux.POLL.OUT else 0;
        // poll(2) ignores a negative descriptor.
        descriptor.* = .{ .fd = if (events != 0) socket else -1, .events = events, .revents = 0 };
    }
    while (!isTimeUp()) {
        const ready = linux.poll(&descriptors, descriptors.len, @intCast(milliseconds));
        if (memory.result(ready) == memory.failure(.INTR)) continue;
        var set: u32 = 0;
        for (&descriptors, 0..) |descriptor, index| {
            if (descriptor.revents != 0) set |= @as(u32, 1) << @intCast(index);
        }
        return set;
    }
    return memory.failure(.TIME);
}

export fn @"Z_hostZ_interfaceIndexZ_iii"(name: u32, length: u32) u32 {
    var request: linux.ifreq = undefined;
    if (length >= request.ifrn.name.len) return 0;
    @memset(&request.ifrn.name, 0);
    @memcpy(request.ifrn.name[0..length], memory.bytes(name, length));
    const socket = linux.socket(linux.AF.UNIX, linux.SOCK.DGRAM | linux.SOCK.CLOEXEC, 0);
    if (memory.failed(socket)) return 0;
    const found = linux.ioctl(@intCast(socket), linux.SIOCGIFINDEX, @intFromPtr(&request));
    _ = linux.close(@intCast(socket));
    return if (!memory.failed(found)) @bitCast(request.ifru.ivalue) else 0;
}
