// Numbers as the model keeps them; bfloat16 ones are passed as their bits.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

namespace {

using Bits = uint16_t;

constexpr float kLargest = 127.0f;  // of an int8 weight
constexpr float kFiner = 254.0f;    // an activation beside int8 weights counts 127 * 254 steps
constexpr int64_t kBlock = 16;      // outputs of a block of int8 weights
constexpr int64_t kFilledUp = 4;    // inputs of a block are a multiple of it

inline float widened(Bits bits) {
  uint32_t word = static_cast<uint32_t>(bits) << 16;
  float value;
  std::memcpy(&value, &word, sizeof value);
  return value;
}

inline Bits narrowed(float value) {
  uint32_t word;
  std::memcpy(&word, &value, sizeof word);
  return static_cast<Bits>((word + 0x7fff + ((word >> 16) & 1)) >> 16);
}

// exp to about seven digits, in operations that compilers vectorise.
inline float exponential(float x) {
  x = std::min(std::max(x, -87.0f), 88.0f);
  const float whole = std::nearbyint(x * 1.44269504f);
  const float r = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  float sum = 1.9875691500e-4f;
  sum = sum * r + 1.3981999507e-3f;
  sum = sum * r + 8.3334519073e-3f;
  sum = sum * r + 4.1665795894e-2f;
  sum = sum * r + 1.6666665459e-1f;
  sum = sum * r + 5.0000001201e-1f;
  sum = sum * r * r + r + 1.0f;
  const int32_t word = (static_cast<int32_t>(whole) + 127) << 23;
  float power;
  std::memcpy(&power, &word, sizeof power);
  return sum * power;
}

inline int64_t rounded_up(int64_t count, int64_t step) { return (count + step - 1) / step * step; }

// Of a function that is written where it is called: what it captures stays in registers.
#define MRKL_INLINE __attribute__((always_inline))

template <class Work, int... I>
[[gnu::always_inline]] inline void unrolled(Work work, std::integer_sequence<int, I...>) {
  (work(std::integral_constant<int, I>{}), ...);
}

// Calls work(0) to work(N - 1) with numbers that the compiler knows, so that arrays are registers.
template <int N, class Work>
[[gnu::always_inline]] inline void unrolled(Work work) {
  unrolled(work, std::make_integer_sequence<int, N>{});
}

}  // namespace
