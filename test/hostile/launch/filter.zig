//! A seccomp filter: system calls that fail (seccomp(2)).

const std = @import("std");
const linux = std.os.linux;
const checked = @import("failure.zig").checked;

/// An instruction of classic BPF (linux/filter.h).
const Instruction = extern struct { code: u16, if_true: u8 = 0, if_false: u8 = 0, operand: u32 };
const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

var filter: [128]Instruction = undefined;
var denied: usize = 0;

/// Adds a system call that fails with this error.
pub fn deny(call: u32, errno: u32) void {
    filter[0] = .{ .code = LOAD, .operand = @offsetOf(linux.SECCOMP.data, "nr") };
    filter[1 + 2 * denied] = .{ .code = JUMP_IF_EQUAL, .if_false = 1, .operand = call };
    filter[2 + 2 * denied] = .{ .code = RETURN, .operand = linux.SECCOMP.RET.ERRNO | errno };
    denied += 1;
    filter[1 + 2 * denied] = .{ .code = RETURN, .operand = linux.SECCOMP.RET.ALLOW };
}

/// From now on these calls fail.
pub fn install() void {
    if (denied == 0) return;
    const Program = extern struct { length: u16, filter: [*]const Instruction };
    const program: Program = .{ .length = @intCast(2 + 2 * denied), .filter = &filter };
    _ = checked("prctl", linux.prctl(@intFromEnum(linux.PR.SET_NO_NEW_PRIVS), 1, 0, 0, 0));
    _ = checked("seccomp", linux.seccomp(linux.SECCOMP.SET_MODE_FILTER, 0, &program));
}
