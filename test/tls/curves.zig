//! Compares src/native/curves.zig with the ECDSA and the conversions of Zig's standard library, on random and on chosen numbers.

const std = @import("std");
const curves = @import("curves");
const ecdsa = std.crypto.sign.ecdsa;
const expect = std.testing.expect;

const ROUNDS = 40;

fn verdict(comptime Curve: type, key: []const u8, hash: [curves.lengthOf(Curve)]u8, signature: [2 * curves.lengthOf(Curve)]u8) bool {
    const point = curves.parse(Curve, key[0 .. 1 + 2 * curves.lengthOf(Curve)]) catch return false;
    return curves.verify(Curve, point, hash, &signature) catch false;
}

fn verdictOfLibrary(comptime Scheme: type, key: []const u8, hash: [Scheme.noise_length]u8, signature: [2 * Scheme.noise_length]u8) bool {
    const public = Scheme.PublicKey.fromSec1(key) catch return false;
    Scheme.Signature.fromBytes(signature).verifyPrehashed(hash, public) catch return false;
    return true;
}

/// Numbers around the bounds of both fields.
fn bounds(comptime Curve: type) [8][curves.lengthOf(Curve)]u8 {
    const Number = std.meta.Int(.unsigned, 8 * curves.lengthOf(Curve));
    const order: Number = Curve.scalar.field_order;
    const prime: Number = Curve.Fe.field_order;
    var all: [8][curves.lengthOf(Curve)]u8 = undefined;
    for ([_]Number{ 0, 1, order - 1, order, order + 1, prime - 1, prime, std.math.maxInt(Number) }, &all) |number, *bytes|
        std.mem.writeInt(Number, bytes, number, .big);
    return all;
}

fn compare(comptime Curve: type, comptime Scheme: type) !void {
    const length = curves.lengthOf(Curve);
    var prng = std.Random.DefaultPrng.init(length);
    const random = prng.random();
    var good: usize = 0;
    for (0..ROUNDS) |round| {
        var seed: [Scheme.KeyPair.seed_length]u8 = undefined;
        random.bytes(&seed);
        const pair = try Scheme.KeyPair.generateDeterministic(seed);
        const key = pair.public_key.toUncompressedSec1();
        const point = try curves.parse(Curve, &key);
        // A point whose z is not 1.
        const product = try point.mul(pair.secret_key.bytes, .big);
        try std.testing.expectEqual(product.toUncompressedSec1(), curves.encode(Curve, product));
        try std.testing.expectEqual(product.affineCoordinates().x.toBytes(.big), curves.xOf(Curve, product));

        var hash: [length]u8 = undefined;
        random.bytes(&hash);
        const all = bounds(Curve);
        if (round < all.len) hash = all[round];
        const signature = (pair.signPrehashed(hash, null) catch continue).toBytes();
        try expect(verdictOfLibrary(Scheme, &key, hash, signature) == verdict(Curve, &key, hash, signature));
        if (verdict(Curve, &key, hash, signature)) good += 1;

        // A bit of each changed.
        for (0..3) |which| {
            var other = .{ .key = key, .hash = hash, .signature = signature };
            const bit = @as(u8, 1) << random.int(u3);
            switch (which) {
                0 => other.key[random.uintLessThan(usize, key.len)] ^= bit,
                1 => other.hash[random.uintLessThan(usize, hash.len)] ^= bit,
                else => other.signature[random.uintLessThan(usize, signature.len)] ^= bit,
            }
            try expect(!verdictOfLibrary(Scheme, &other.key, other.hash, other.signature));
            try expect(!verdict(Curve, &other.key, other.hash, other.signature));
        }
        // r, s and the point at the bounds.
        for (all) |number| {
            var r = signature;
            r[0..length].* = number;
            var s = signature;
            s[length..].* = number;
            var x = key;
            x[1..][0..length].* = number;
            for ([_][2 * length]u8{ r, s }) |it|
                try expect(verdictOfLibrary(Scheme, &key, hash, it) == verdict(Curve, &key, hash, it));
            try expect(verdictOfLibrary(Scheme, &x, hash, signature) == verdict(Curve, &x, hash, signature));
        }
    }
    try expect(good >= ROUNDS - 2);
    // The point at infinity is no key, and has no other encoding.
    const zeros = [1]u8{4} ++ [_]u8{0} ** (2 * length);
    try expect(!verdict(Curve, &zeros, [_]u8{1} ** length, [_]u8{1} ** (2 * length)));
    try std.testing.expectEqual([_]u8{0} ** length, curves.xOf(Curve, Curve.identityElement));
    // Compressed and hybrid points.
    var encoded = Curve.basePoint.toUncompressedSec1();
    for ([_]u8{ 0, 2, 3, 5, 6, 7 }) |first| {
        encoded[0] = first;
        try std.testing.expectError(error.InvalidEncoding, curves.parse(Curve, &encoded));
    }
}

test "P-256" {
    try compare(std.crypto.ecc.P256, ecdsa.EcdsaP256Sha256);
}

test "P-384" {
    try compare(std.crypto.ecc.P384, ecdsa.EcdsaP384Sha384);
}
