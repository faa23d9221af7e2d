//! The connection of a check. A new one replaces it.

const std = @import("std");
const linux = std.os.linux;
const addresses = @import("address.zig");
const isTimeUp = @import("deadline.zig").isTimeUp;
const memory = @import("memory.zig");
const bytes = memory.bytes;
const failure = memory.failure;
const result = memory.result;
const trap = @import("output.zig").trap;

/// 0 for none: descriptors of the standard streams are never used.
var socket: i32 = 0;

export fn @"Z_hostZ_connectZ_iiiiii"(address: u32, length: u32, port: u32, allowance: u32, is_continued: u32) u32 {
    var to: addresses.Address = undefined;
    const to_length = addresses.fillAddress(&to, bytes(address, length), port, 0);
    if (is_continued != 0 and socket > 0) return continueConnecting(&to, to_length, allowance);
    return connect(to.any.family, &to, to_length, allowance);
}

export fn @"Z_hostZ_connectUnixZ_iii"(path: u32, length: u32) u32 {
    var to: linux.sockaddr.un = .{ .path = undefined };
    if (length >= to.path.len) trap();
    @memcpy(to.path[0..length], bytes(path, length));
    to.path[length] = 0;
    return connect(linux.AF.UNIX, &to, @offsetOf(linux.sockaddr.un, "path") + length + 1, 0);
}

/// Opens a socket and connects it.
fn connect(family: u32, address: *const anyopaque, length: u32, allowance: u32) u32 {
    if (socket > 0) _ = linux.close(socket);
    socket = 0;
    const opened = addresses.openSocket(family, linux.SOCK.STREAM);
    if (memory.failed(opened)) return result(opened);
    socket = @intCast(opened);
    return finishConnecting(address, length, allowance, family != linux.AF.UNIX);
}

/// Continues to wait for an attempt whose allowance was used up.
fn continueConnecting(address: *const anyopaque, length: u32, allowance: u32) u32 {
    if (isTimeUp()) return failure(.TIME);
    if (!isConnectingOver(if (allowance > 0) @intCast(allowance) else -1)) return failure(if (isTimeUp()) .TIME else .TIMEDOUT);
    return finishConnecting(address, length, allowance, true);
}

/// Waits until the attempt has succeeded or failed, at most so many milliseconds; a negative number is no limit.
fn isConnectingOver(milliseconds: i32) bool {
    var descriptors = [1]linux.pollfd{.{ .fd = socket, .events = linux.POLL.OUT, .revents = 0 }};
    return linux.poll(&descriptors, 1, milliseconds) != 0;
}

/// Connects the socket, or waits until it is connected, at most as many milliseconds as the allowance (SO_SNDTIMEO, socket(7)).
fn finishConnecting(address: *const anyopaque, length: u32, allowance: u32, is_tcp: bool) u32 {
    if (allowance > 0) setTimeout(linux.SO.SNDTIMEO, allowance);
    while (!isTimeUp()) {
        const connected = result(linux.connect(socket, address, length));
        switch (connected) {
            0, failure(.ISCONN) => {
                if (!is_tcp or !isConnectedToItself(address, length)) return 0;
                // The port must not stay taken, not even in TIME-WAIT: its owner may want to listen.
                const abort = [2]c_int{ 1, 0 };
                _ = linux.setsockopt(socket, linux.SOL.SOCKET, linux.SO.LINGER, std.mem.asBytes(&abort), @sizeOf(@TypeOf(abort)));
                _ = linux.close(socket);
                socket = 0;
                return failure(.CONNREFUSED);
            },
            // After SIGSTOP and SIGCONT (signal(7)) the attempt continues: wait for it again.
            failure(.INTR) => {},
            failure(.ALREADY) => if (!isConnectingOver(if (allowance > 0) @intCast(allowance) else -1)) return failure(.TIMEDOUT),
            // A blocking connect returns these when its allowance is used up.
            failure(.INPROGRESS), failure(.AGAIN) => return failure(.TIMEDOUT),
            else => return connected,
        }
    }
    return failure(.TIME);
}

/// Whether the socket is connected to itself. If nobody listens on a port of the local range (ip(7), ip_local_port_range), the kernel may
/// choose that same port for our end, and a simultaneous open (RFC 9293 §3.5) succeeds.
fn isConnectedToItself(peer: *const anyopaque, length: u32) bool {
    var own: [@sizeOf(linux.sockaddr.in6)]u8 align(4) = undefined;
    var own_length: linux.socklen_t = own.len;
    if (length > own.len or memory.failed(linux.getsockname(socket, @ptrCast(&own), &own_length))) return false;
    // Family, port and address; for IPv6 also the flow label between them, which is 0 on both sides.
    const compared: usize = if (length == @sizeOf(linux.sockaddr.in)) 8 else 24;
    const other: [*]const u8 = @ptrCast(peer);
    for (own[0..compared], other[0..compared]) |a, b| if (a != b) return false;
    return true;
}

fn setTimeout(option: u32, milliseconds: u32) void {
    const timeout: [2]isize = .{ @intCast(milliseconds / 1000), @intCast(milliseconds % 1000 * 1000) };
    const timeout_bytes = std.mem.asBytes(&timeout);
    _ = linux.setsockopt(socket, linux.SOL.SOCKET, option, timeout_bytes, timeout_bytes.len);
}

export fn @"Z_hostZ_sendZ_iiii"(from: u32, length: u32, is_last: u32) u32 {
    const text = bytes(from, length);
    var done: usize = 0;
    while (done < text.len) {
        if (isTimeUp()) return failure(.TIME);
        const sent = linux.sendto(socket, text[done..].ptr, text.len - done, 0, null, 0);
        if (!memory.failed(sent)) {
            done += sent;
        } else if (result(sent) != failure(.INTR) and result(sent) != failure(.AGAIN)) {
            // EAGAIN comes from the allowance, which is meant for connect() only. The deadline ends this loop.
            return result(sent);
        }
    }
    // If the connection is broken, receiving tells how, after what the peer has sent.
    if (is_last != 0) _ = linux.shutdown(socket, linux.SHUT.WR);
    return 0;
}

export fn @"Z_hostZ_receiveZ_iii"(to: u32, capacity: u32) u32 {
    const room = bytes(to, capacity);
    while (!isTimeUp()) {
        const received = result(linux.recvfrom(socket, room.ptr, room.len, 0, null, null));
        if (received != failure(.INTR)) return received;
    }
    return failure(.TIME);
}
