/*
 * The machine of src/native/wasm.h beside a sanitizer, which has the addresses below 4 GiB for itself: the memory and all else that an address
 * and its constant can reach stand elsewhere. Nothing but the memory is mapped there, so that an access which leaves it ends the process. It is
 * a finding: the code is to need no second fence.
 */

/* Any address that nothing else uses, and a constant one, which is what makes accesses fast. */
#define ADDRESS_ZERO 0x200000000000ull
#include "../../src/native/wasm.h"

#define SANDBOX ((void *)ADDRESS_ZERO)
#define SANDBOX_SIZE (0x100000000ull + MAX_OFFSET + 8)
/* What build/native/c.ts admits. */
#define MAX_OFFSET 65536u

/* To tell a trap for want of memory from all others. */
extern int is_exhausted;
#undef wasm_rt_grow_memory
#define wasm_rt_grow_memory(m, delta) (is_exhausted = 1, 0xffffffffu)

/* Unpacking takes longer than most inputs do: it is done once, and copied from there. */
static void unpack_once(const u8 *packed) {
  static u8 image[65536];
  static u32 end = 0;
  u8 *memory = at(MEMORY_START);
  if (end == 0) {
    unpack(packed);
    for (end = sizeof image; memory[end - 1] == 0; end--) continue;
    __builtin_memcpy(image, memory, end);
  }
  __builtin_memcpy(memory, image, end);
}
#define unpack unpack_once
