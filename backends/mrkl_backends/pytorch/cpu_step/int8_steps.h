// Rows of activations of 16 bits, beside int8 weights.
#pragma once

#include "numbers.h"

namespace {
namespace int8 {

constexpr float kLifted = 0.0f;
// So many products of 15 and 7 bits are never more than a sum of 31 bits holds.
constexpr int64_t kSafe = 512;

// Writes a row as (stride,) numbers of 16 bits.
inline void write(const float* x, int64_t width, int64_t stride, float inverse, uint8_t* row) {
  int16_t* steps = reinterpret_cast<int16_t*>(row);
  for (int64_t k = 0; k < width; ++k)
    steps[k] = static_cast<int16_t>(std::nearbyint(x[k] * inverse * kFiner));
  for (int64_t k = width; k < stride; ++k) steps[k] = 0;
}

}  // namespace int8
}  // namespace
