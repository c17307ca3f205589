// For instructions that read bfloat16 matrices row by row, as they are stored.
#pragma once

#include "numbers.h"

namespace {
namespace bfloat16 {

constexpr bool kInBlocks = false;

inline int64_t place_in_block(int64_t output) { return output; }

template <int B, int T>
void block_dots(const Bits* blocks, int64_t width, const float* rows, float* found);

template <int T>
void score(const float* panel, int64_t width, const float* rows, float* found, int64_t apart);

template <int T>
void mix(const Bits* values, const int64_t* pages, int64_t stride, int64_t length,
         const float* odds, int64_t apart, float* found);

}  // namespace bfloat16
}  // namespace
