/*
 * The runtime of the C code that wasm2c generates. It replaces wasm2c's own: one memory of a fixed size, which no access can leave, and a
 * trap that ends the process with exit status 1. build/native/tricks.ts describes what is done for size and speed.
 */
#include <stdint.h>

typedef uint8_t u8;
typedef int8_t s8;
typedef uint16_t u16;
typedef int16_t s16;
typedef uint32_t u32;
typedef int32_t s32;
typedef uint64_t u64;
typedef int64_t s64;

#define PAGE_SIZE 65536u
/* The build defines the number of pages and where the first begins. build/native/layout.ts reserves zeros there, which use no memory until they are touched. */
#define MEMORY_SIZE (MEMORY_PAGES * PAGE_SIZE)

/* Where the core's address 0 is in the process. Tests may move it. */
#ifndef ADDRESS_ZERO
#define ADDRESS_ZERO 0
#endif

/* In output.zig. */
_Noreturn void trap(void);

#define UNREACHABLE trap()
#define TRAP(reason) (trap(), 0)

/* Calls need not be counted, because the core bounds its recursion: fallbacks are at most eight deep, numbers ten digits long, and a lookup has one name for each search domain. */
#ifdef COUNT_CALLS
static u32 call_depth;
#define FUNC_PROLOGUE if (++call_depth > 10000) trap()
#define FUNC_EPILOGUE --call_depth
#else
#define FUNC_PROLOGUE
#define FUNC_EPILOGUE
#endif

/* WebAssembly is little-endian whatever the machine is. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LITTLE_ENDIAN_8(x) (x)
#define LITTLE_ENDIAN_16(x) __builtin_bswap16(x)
#define LITTLE_ENDIAN_32(x) __builtin_bswap32(x)
#define LITTLE_ENDIAN_64(x) __builtin_bswap64(x)
#else
#define LITTLE_ENDIAN_8(x) (x)
#define LITTLE_ENDIAN_16(x) (x)
#define LITTLE_ENDIAN_32(x) (x)
#define LITTLE_ENDIAN_64(x) (x)
#endif

/*
 * The core checks every index of an array. If it failed to, a stray address could only hit the core's memory and the variables before it:
 * on 64-bit processors nothing else within reach can be written (build/native/layout.ts); on 32-bit ones, where the stack is in reach, addresses are masked.
 */
static inline u8 *at(u32 address) {
#if UINTPTR_MAX == UINT32_MAX || defined(MASK_EVERY_ADDRESS)
  address &= MEMORY_START | (MEMORY_SIZE - 1);
#endif
  return (u8 *)((uintptr_t)ADDRESS_ZERO + address);
}

/* AssemblyScript aligns objects, fields and elements. On processors with aligned accesses only (riscv64), each access is then one instruction instead of many. */
#define ALIGNED(address, offset, bits) __builtin_assume_aligned(at(address) + offset, bits / 8)

#define DEFINE_LOAD(name, bits, as, result) \
  static inline result name(u32 address, u32 offset) { \
    u##bits value; \
    __builtin_memcpy(&value, ALIGNED(address, offset, bits), bits / 8); \
    return (result)(as)LITTLE_ENDIAN_##bits(value); \
  }
#define DEFINE_STORE(name, bits, from) \
  static inline void name(u32 address, u32 offset, from value) { \
    u##bits stored = LITTLE_ENDIAN_##bits((u##bits)value); \
    __builtin_memcpy(ALIGNED(address, offset, bits), &stored, bits / 8); \
  }

DEFINE_LOAD(load_i32, 32, u32, u32)
DEFINE_LOAD(load_i64, 64, u64, u64)
DEFINE_LOAD(load_i32_8_s, 8, s8, u32)
DEFINE_LOAD(load_i32_8_u, 8, u8, u32)
DEFINE_LOAD(load_i32_16_s, 16, s16, u32)
DEFINE_LOAD(load_i32_16_u, 16, u16, u32)
DEFINE_STORE(store_i32, 32, u32)
DEFINE_STORE(store_i64, 64, u64)
DEFINE_STORE(store_i32_8, 8, u32)
DEFINE_STORE(store_i32_16, 16, u32)

/* The generated code names the memory in each access, but there is only one. The offset is a separate argument (build/native/c.ts). */
#define i32_load(m, a, o) load_i32(a, o)
#define i64_load(m, a, o) load_i64(a, o)
#define i32_load8_s(m, a, o) load_i32_8_s(a, o)
#define i32_load8_u(m, a, o) load_i32_8_u(a, o)
#define i32_load16_s(m, a, o) load_i32_16_s(a, o)
#define i32_load16_u(m, a, o) load_i32_16_u(a, o)
#define i32_store(m, a, o, v) store_i32(a, o, v)
#define i64_store(m, a, o, v) store_i64(a, o, v)
#define i32_store8(m, a, o, v) store_i32_8(a, o, v)
#define i32_store16(m, a, o, v) store_i32_16(a, o, v)

#define I32_CLZ(x) ((x) ? __builtin_clz(x) : 32)
#define I32_CTZ(x) ((x) ? __builtin_ctz(x) : 32)
#define I32_POPCNT(x) (__builtin_popcount(x))
#define I32_DIV_S(x, y) \
  ((y) == 0 || ((x) == 0x80000000u && (y) == 0xffffffffu) ? TRAP(DIV) : (u32)((s32)(x) / (s32)(y)))
#define I32_REM_S(x, y) ((y) == 0 ? TRAP(DIV) : (y) == 0xffffffffu ? 0 : (u32)((s32)(x) % (s32)(y)))
#define DIV_U(x, y) ((y) == 0 ? TRAP(DIV) : (x) / (y))
#define REM_U(x, y) ((y) == 0 ? TRAP(DIV) : (x) % (y))
#define I32_ROTL(x, y) (((x) << ((y) & 31)) | ((x) >> (-(y) & 31)))
#define I32_ROTR(x, y) (((x) >> ((y) & 31)) | ((x) << (-(y) & 31)))

/* The memory has its full size from the start. */
typedef struct { u32 pages; } wasm_rt_memory_t;
#define wasm_rt_allocate_memory(m, initial, max) \
  do { \
    _Static_assert(initial == MEMORY_START / PAGE_SIZE + MEMORY_PAGES && max == initial, "build/native/memory.ts has another memory"); \
    (m)->pages = initial; \
  } while (0)
#define wasm_rt_grow_memory(m, delta) 0xffffffffu
#define WASM_RT_ADD_PREFIX(name) name
#define wasm_rt_register_func_type(...) 0

/*
 * Unpacks the first contents of the memory, which build/native/image.ts has packed into tokens:
 *   0            continue at the address in the next two bytes (little-endian, from the start of the memory); 0 is the end
 *   1 to 30      this many bytes follow
 *   31           continue at the size in the next object's header (build/native/contents.ts), which is in the next byte
 *   32 to 127    this byte and a zero: an ASCII character in UTF-16
 *   128 to 191   1 to 64 zeros
 *   192 to 255   copy 2 to 65 pairs of bytes from the address in the next two bytes, at least four bytes away
 */
static void unpack(const u8 *packed) {
  u8 *to = at(MEMORY_START);
  for (;;) {
    u32 token = *packed++;
    if (token >= 32 && token < 128) {
      /* Most tokens are these. clang's -Oz leaves a jump more in a loop that tests at its start. */
      do {
        *to = token;
        to += 2;
        token = *packed++;
      } while (token >= 32 && token < 128);
    }
    if (token == 31) {
      to = (u8 *)(((uintptr_t)to + 3) & -16) + 28;
      *to = *packed++;
      to += 4;
    } else if (token >= 192 || token == 0) {
      u32 address = packed[0] | packed[1] << 8;
      u8 *from = at(MEMORY_START + address);
      packed += 2;
      if (address == 0) return;
      if (token == 0) to = from;
      else {
        for (token -= 190; token > 1; token -= 2, to += 4, from += 4) __builtin_memcpy(to, from, 4);
        for (; token > 0; token--, to += 2) __builtin_memcpy(to, from, 2);
      }
    } else if (token >= 128) {
      to += token - 127;
    } else {
      for (; token > 0; token--) *to++ = *packed++;
    }
  }
}
