//! Keys and signatures of P-256 and P-384, from the arithmetic of Zig's std.crypto.ecc. Zig's own ECDSA and conversion of points would link in much
//! more code: arithmetic modulo the order of each curve, another algorithm for inverses, a second multiplication and the decompression of points.

const std = @import("std");

/// Numbers modulo the order of a curve, in the type that RSA uses, so that no other arithmetic is linked in.
const Modulus = std.crypto.ff.Modulus(4096);

/// The bytes of a coordinate, and of a number below the order of the curve.
pub fn lengthOf(comptime Curve: type) comptime_int {
    return Curve.scalar.encoded_length;
}

/// The point of an uncompressed encoding (SEC 1 §2.3.4). It is on the curve.
pub fn parse(comptime Curve: type, encoded: *const [1 + 2 * lengthOf(Curve)]u8) !Curve {
    const length = lengthOf(Curve);
    if (encoded[0] != 4) return error.InvalidEncoding;
    return Curve.fromSerializedAffineCoordinates(encoded[1..][0..length].*, encoded[1 + length ..].*, .big);
}

/// The uncompressed encoding of a point.
pub fn encode(comptime Curve: type, point: Curve) [1 + 2 * lengthOf(Curve)]u8 {
    const inverse = invert(point.z);
    return [1]u8{4} ++ point.x.mul(inverse).toBytes(.big) ++ point.y.mul(inverse).toBytes(.big);
}

/// The first coordinate of a point; 0 of the point at infinity.
pub fn xOf(comptime Curve: type, point: Curve) [lengthOf(Curve)]u8 {
    return point.x.mul(invert(point.z)).toBytes(.big);
}

/// Whether a signature, r and s, is that of this hash, which was cut or filled up to the length of the order (FIPS 186-5 §6.4.2).
pub fn verify(comptime Curve: type, key: Curve, hash: [lengthOf(Curve)]u8, signature: *const [2 * lengthOf(Curve)]u8) !bool {
    const length = lengthOf(Curve);
    const order = try Modulus.fromBytes(&bytesOf(Curve, Curve.scalar.field_order), .big);
    const r = try Modulus.Fe.fromBytes(order, signature[0..length], .big);
    const s = try Modulus.Fe.fromBytes(order, signature[length..], .big);
    if (r.isZero() or s.isZero()) return false;
    // By Fermat's little theorem.
    const inverse = try order.powWithEncodedPublicExponent(s, &bytesOf(Curve, Curve.scalar.field_order - 2), .big);
    var u: [length]u8 = undefined;
    var v: [length]u8 = undefined;
    try order.mul(try reduce(Curve, order, hash), inverse).toBytes(&u, .big);
    try order.mul(r, inverse).toBytes(&v, .big);
    const point = (try Curve.basePoint.mul(u, .big)).add(try key.mul(v, .big));
    return r.eql(try reduce(Curve, order, xOf(Curve, point)));
}

/// A number modulo the order of the curve, which is more than half of all numbers of that length.
fn reduce(comptime Curve: type, order: Modulus, number: [lengthOf(Curve)]u8) !Modulus.Fe {
    var value = std.mem.readInt(Number(Curve), &number, .big);
    if (value >= Curve.scalar.field_order) value -= Curve.scalar.field_order;
    return Modulus.Fe.fromBytes(order, &bytesOf(Curve, value), .big);
}

fn Number(comptime Curve: type) type {
    return std.meta.Int(.unsigned, 8 * lengthOf(Curve));
}

fn bytesOf(comptime Curve: type, number: Number(Curve)) [lengthOf(Curve)]u8 {
    var bytes: [lengthOf(Curve)]u8 = undefined;
    std.mem.writeInt(Number(Curve), &bytes, number, .big);
    return bytes;
}

/// The inverse in a field, by Fermat's little theorem; 0 of 0. It takes the same steps for every number.
fn invert(number: anytype) @TypeOf(number) {
    const Field = @TypeOf(number);
    return number.pow(Field.IntRepr, Field.field_order - 2);
}
