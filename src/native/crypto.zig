//! What TLS needs from the native host: random numbers, the date, files, and single operations of Zig's cryptography. The protocol itself is in
//! the core (src/core/tls). Every offset and length goes through `bytes`; an array without a length has the length that src/core/crypto.ts states.

const std = @import("std");
const linux = std.os.linux;
const curves = @import("curves.zig");
const deadline = @import("deadline.zig");
const memory = @import("memory.zig");
const crypto = std.crypto;
const bytes = memory.bytes;
const trap = @import("output.zig").trap;

const Sha256 = crypto.hash.sha2.Sha256;
const Sha384 = crypto.hash.sha2.Sha384;
const Sha512 = crypto.hash.sha2.Sha512;
const P256 = crypto.ecc.P256;
const P384 = crypto.ecc.P384;
const X25519 = crypto.dh.X25519;

/// The numbers are those of src/core/crypto.ts.
const Hash = enum(u32) { sha256, sha384, sha512, _ };
const Cipher = enum(u32) { aes_128_gcm, aes_256_gcm, chacha20_poly1305, _ };
const Group = enum(u32) { p256 = 23, p384 = 24, x25519 = 29, _ };

// Random numbers and the date

export fn @"Z_cryptoZ_randomZ_iii"(to: u32, length: u32) u32 {
    return @intFromBool(fill(bytes(to, length)));
}

/// Waits for the kernel's random numbers, which may take some milliseconds early in boot; the timer ends it.
fn fill(room: []u8) bool {
    var done: usize = 0;
    while (done < room.len) {
        const got = linux.getrandom(room[done..].ptr, room.len - done, 0);
        switch (linux.errno(got)) {
            .SUCCESS => done += got,
            .INTR => if (deadline.isTimeUp()) return false,
            else => return false,
        }
    }
    return true;
}

export fn @"Z_cryptoZ_dateZ_vi"(to: u32) void {
    const room = bytes(to, 8);
    const seconds = secondsSince1970();
    const day = @divFloor(seconds, std.time.s_per_day);
    std.mem.writeInt(i32, room[0..4], std.math.lossyCast(i32, day), .big);
    std.mem.writeInt(i32, room[4..8], std.math.lossyCast(i32, seconds - day * std.time.s_per_day), .big);
}

/// On 32-bit machines the old system call works until 2038; the new one exists since Linux 5.1.
fn secondsSince1970() i64 {
    const real_time = 0;
    if (@hasField(linux.SYS, "clock_gettime64")) {
        var time: [2]i64 = undefined;
        if (!memory.failed(linux.syscall2(.clock_gettime64, real_time, @intFromPtr(&time)))) return time[0];
    }
    var time: [2]isize = .{ 0, 0 };
    _ = linux.syscall2(.clock_gettime, real_time, @intFromPtr(&time));
    return time[0];
}

// Files

/// 0 for none.
var file: i32 = 0;
var folder: i32 = 0;
/// Entries from getdents64(2) that have not been returned yet.
var entries: [4096]u8 align(8) = undefined;
var entries_start: usize = 0;
var entries_end: usize = 0;

export fn @"Z_cryptoZ_openFileZ_iii"(path: u32, length: u32) u32 {
    // NONBLOCK, because opening a pipe would wait.
    const failed = open(&file, bytes(path, length), .{ .CLOEXEC = true, .NONBLOCK = true });
    return if (failed != 0) failed else @intFromEnum(check(file));
}

/// The same as in src/core/crypto.ts.
const max_file = 8 << 20;

/// Whether it is a regular file of at most max_file bytes.
fn check(opened: i32) linux.E {
    var status: linux.Statx = undefined;
    const failed = linux.errno(linux.statx(opened, "", linux.AT.EMPTY_PATH, linux.STATX.BASIC_STATS, &status));
    if (failed != .SUCCESS) return failed;
    if (linux.S.ISDIR(status.mode)) return .ISDIR;
    if (!linux.S.ISREG(status.mode)) return .INVAL;
    return if (status.size > max_file) .FBIG else .SUCCESS;
}

export fn @"Z_cryptoZ_readFileZ_iii"(to: u32, capacity: u32) u32 {
    const room = bytes(to, capacity);
    if (deadline.isTimeUp()) return memory.failure(.TIME);
    return memory.result(linux.read(file, room.ptr, room.len));
}

export fn @"Z_cryptoZ_openFolderZ_iii"(path: u32, length: u32) u32 {
    entries_start = 0;
    entries_end = 0;
    return open(&folder, bytes(path, length), .{ .CLOEXEC = true, .DIRECTORY = true });
}

/// @returns 0 or an error number, positive
fn open(into: *i32, path: []const u8, flags: linux.O) u32 {
    var name: [8300:0]u8 = undefined;
    if (into.* > 0) _ = linux.close(into.*);
    into.* = 0;
    const opened = linux.open(memory.terminated(&name, path), flags, 0);
    if (memory.failed(opened)) return @intFromEnum(linux.errno(opened));
    into.* = @intCast(opened);
    return 0;
}

export fn @"Z_cryptoZ_nextNameZ_iii"(to: u32, capacity: u32) u32 {
    const room = bytes(to, capacity);
    while (true) {
        if (entries_start >= entries_end) {
            const got = linux.getdents64(folder, &entries, entries.len);
            if (memory.failed(got) or got == 0) return 0;
            entries_start = 0;
            entries_end = got;
        }
        const entry: *align(1) linux.dirent64 = @ptrCast(&entries[entries_start]);
        entries_start += entry.reclen;
        const name = std.mem.span(@as([*:0]const u8, @ptrCast(&entry.name)));
        // Some file systems allow longer names.
        if (name.len > room.len) continue;
        @memcpy(room[0..name.len], name);
        return @intCast(name.len);
    }
}

// Hash functions

export fn @"Z_cryptoZ_hashZ_viiii"(hash: u32, data: u32, length: u32, to: u32) void {
    switch (@as(Hash, @enumFromInt(hash))) {
        .sha256 => Sha256.hash(bytes(data, length), array(to, 32), .{}),
        .sha384 => Sha384.hash(bytes(data, length), array(to, 48), .{}),
        .sha512 => Sha512.hash(bytes(data, length), array(to, 64), .{}),
        _ => trap(),
    }
}

export fn @"Z_cryptoZ_hmacZ_viiiiii"(hash: u32, key: u32, key_length: u32, data: u32, length: u32, to: u32) void {
    switch (@as(Hash, @enumFromInt(hash))) {
        .sha256 => crypto.auth.hmac.Hmac(Sha256).create(array(to, 32), bytes(data, length), bytes(key, key_length)),
        .sha384 => crypto.auth.hmac.Hmac(Sha384).create(array(to, 48), bytes(data, length), bytes(key, key_length)),
        else => trap(),
    }
}

/// An array in the memory, of a length that is known at compile time.
fn array(offset: u32, comptime length: u32) *[length]u8 {
    return bytes(offset, length)[0..length];
}

// Ciphers

export fn @"Z_cryptoZ_sealZ_viiiiiiii"(cipher: u32, key: u32, nonce: u32, additional: u32, additional_length: u32, plain: u32, length: u32, to: u32) void {
    switch (@as(Cipher, @enumFromInt(cipher))) {
        inline .aes_128_gcm, .aes_256_gcm, .chacha20_poly1305 => |known| {
            const Aead = AeadOf(known);
            const room = bytes(to, length + Aead.tag_length);
            const tag = room[length..][0..Aead.tag_length];
            Aead.encrypt(room[0..length], tag, bytes(plain, length), bytes(additional, additional_length), array(nonce, Aead.nonce_length).*, array(key, Aead.key_length).*);
        },
        _ => trap(),
    }
}

export fn @"Z_cryptoZ_openZ_iiiiiiiii"(cipher: u32, key: u32, nonce: u32, additional: u32, additional_length: u32, sealed: u32, length: u32, to: u32) u32 {
    switch (@as(Cipher, @enumFromInt(cipher))) {
        inline .aes_128_gcm, .aes_256_gcm, .chacha20_poly1305 => |known| {
            const Aead = AeadOf(known);
            const text = bytes(sealed, length + Aead.tag_length);
            const tag = text[length..][0..Aead.tag_length].*;
            Aead.decrypt(bytes(to, length), text[0..length], tag, bytes(additional, additional_length), array(nonce, Aead.nonce_length).*, array(key, Aead.key_length).*) catch return 0;
            return 1;
        },
        _ => trap(),
    }
}

fn AeadOf(comptime cipher: Cipher) type {
    return switch (cipher) {
        .aes_128_gcm => crypto.aead.aes_gcm.Aes128Gcm,
        .aes_256_gcm => crypto.aead.aes_gcm.Aes256Gcm,
        else => crypto.aead.chacha_poly.ChaCha20Poly1305,
    };
}

// Key exchange

/// The secret of the last makeKey().
var secret: [48]u8 = @splat(0);

export fn @"Z_cryptoZ_makeKeyZ_iii"(group: u32, to: u32) u32 {
    switch (@as(Group, @enumFromInt(group))) {
        .x25519 => {
            if (!fill(secret[0..32])) return 0;
            array(to, 32).* = X25519.recoverPublicKey(secret[0..32].*) catch return 0;
        },
        inline .p256, .p384 => |curve| {
            const Curve = CurveOf(curve);
            const length = Curve.scalar.encoded_length;
            const scalar = secret[0..length];
            if (!fill(scalar)) return 0;
            // About one number in 2^32 is not below the order of P-256, and far fewer for P-384. Then this fails rather than make a weak key.
            Curve.scalar.rejectNonCanonical(scalar.*, .big) catch return 0;
            const point = Curve.basePoint.mul(scalar.*, .big) catch return 0;
            array(to, 1 + 2 * length).* = curves.encode(Curve, point);
        },
        _ => trap(),
    }
    return 1;
}

export fn @"Z_cryptoZ_agreeZ_iiii"(group: u32, peer: u32, to: u32) u32 {
    switch (@as(Group, @enumFromInt(group))) {
        .x25519 => array(to, 32).* = X25519.scalarmult(secret[0..32].*, array(peer, 32).*) catch return 0,
        inline .p256, .p384 => |curve| {
            const Curve = CurveOf(curve);
            const length = Curve.scalar.encoded_length;
            const point = curves.parse(Curve, array(peer, 1 + 2 * length)) catch return 0;
            const product = point.mul(secret[0..length].*, .big) catch return 0;
            array(to, length).* = curves.xOf(Curve, product);
        },
        _ => trap(),
    }
    return 1;
}

fn CurveOf(comptime group: Group) type {
    return if (group == .p384) P384 else P256;
}

// Signatures

export fn @"Z_cryptoZ_verifyEcdsaZ_iiiiiii"(curve: u32, hash: u32, point: u32, message: u32, length: u32, signature: u32) u32 {
    // The hash as a number (FIPS 186-5 §6.4.2): its first bits if it is longer than the curve's order, else with zeros before it.
    var digest: [48 + 64]u8 = @splat(0);
    const hash_bytes = digest[48..];
    const hash_length: usize = switch (@as(Hash, @enumFromInt(hash))) {
        .sha256 => sha256: {
            Sha256.hash(bytes(message, length), hash_bytes[0..32], .{});
            break :sha256 32;
        },
        .sha384 => sha384: {
            Sha384.hash(bytes(message, length), hash_bytes[0..48], .{});
            break :sha384 48;
        },
        .sha512 => sha512: {
            Sha512.hash(bytes(message, length), hash_bytes[0..64], .{});
            break :sha512 64;
        },
        _ => trap(),
    };
    switch (@as(Group, @enumFromInt(curve))) {
        inline .p256, .p384 => |known| {
            const Curve = CurveOf(known);
            const size = curves.lengthOf(Curve);
            // Its first bytes, or the bytes that it lacks as zeros before it. (@min() would give a type that is too small for the sum.)
            const first = if (hash_length < size) 48 + hash_length - size else 48;
            const key = curves.parse(Curve, array(point, 1 + 2 * size)) catch return 0;
            const is_good = curves.verify(Curve, key, digest[first..][0..size].*, array(signature, 2 * size)) catch return 0;
            return @intFromBool(is_good);
        },
        else => trap(),
    }
}

export fn @"Z_cryptoZ_verifyEd25519Z_iiiii"(key: u32, message: u32, length: u32, signature: u32) u32 {
    const Ed25519 = crypto.sign.Ed25519;
    const public_key = Ed25519.PublicKey.fromBytes(array(key, 32).*) catch return 0;
    Ed25519.Signature.fromBytes(array(signature, 64).*).verify(bytes(message, length), public_key) catch return 0;
    return 1;
}

export fn @"Z_cryptoZ_rsaZ_iiiiiii"(modulus: u32, length: u32, exponent: u32, exponent_length: u32, signature: u32, to: u32) u32 {
    const Modulus = crypto.ff.Modulus(4096);
    // Fails if the modulus is even or too small.
    const n = Modulus.fromBytes(bytes(modulus, length), .big) catch return 0;
    const base = Modulus.Fe.fromBytes(n, bytes(signature, length), .big) catch return 0;
    const power = n.powWithEncodedPublicExponent(base, bytes(exponent, exponent_length), .big) catch return 0;
    power.toBytes(bytes(to, length), .big) catch return 0;
    return 1;
}
