//! The arguments and variables of the process.

const std = @import("std");
const bytes = @import("memory.zig").bytes;
const trap = @import("output.zig").trap;

var arguments: []const [*:0]const u8 = undefined;
var environment: [*:null]const ?[*:0]const u8 = undefined;

pub fn begin(process: std.process.Init.Minimal) void {
    arguments = process.args.vector;
    environment = process.environ.block.slice.ptr;
}

export fn @"Z_hostZ_argumentCountZ_iv"() u32 {
    return @intCast(arguments.len);
}

export fn @"Z_hostZ_argumentZ_iiii"(index: u32, to: u32, capacity: u32) u32 {
    if (index >= arguments.len) trap();
    return copy(arguments[index], to, capacity);
}

export fn @"Z_hostZ_variableZ_iiiii"(name: u32, name_length: u32, to: u32, capacity: u32) u32 {
    const wanted = bytes(name, name_length);
    var entry: usize = 0;
    while (environment[entry]) |variable| : (entry += 1) {
        if (valueOf(variable, wanted)) |value| return copy(value, to, capacity);
    }
    return @bitCast(@as(i32, -1));
}

export fn @"Z_hostZ_hasVariablesZ_iii"(prefix: u32, prefix_length: u32) u32 {
    const wanted = bytes(prefix, prefix_length);
    var entry: usize = 0;
    while (environment[entry]) |variable| : (entry += 1) {
        var i: usize = 0;
        while (i < wanted.len and variable[i] == wanted[i] and variable[i] != 0) i += 1;
        if (i == wanted.len) return 1;
    }
    return 0;
}

fn valueOf(variable: [*:0]const u8, name: []const u8) ?[*:0]const u8 {
    for (name, 0..) |c, i| {
        // The entry ends in a zero byte, which no name contains, so this stops in time.
        if (c == 0 or variable[i] != c) return null;
    }
    return if (variable[name.len] == '=') variable + name.len + 1 else null;
}

fn copy(from: [*:0]const u8, to: u32, capacity: u32) u32 {
    const room = bytes(to, capacity);
    var length: u32 = 0;
    while (length < capacity and from[length] != 0) : (length += 1) room[length] = from[length];
    return length;
}
