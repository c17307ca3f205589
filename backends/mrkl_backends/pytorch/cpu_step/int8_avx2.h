// Dot products of int8 by AVX2: weights are widened to 16 bits, as many as an activation has.
#pragma once

#include <immintrin.h>

#include "int8_steps.h"

namespace {
namespace int8 {

constexpr int64_t kTogether = 2;  // inputs that lie together for each output
constexpr int kBlocks = 1;        // at a time, where there are several rows of activations

template <int B>
constexpr int kRows = 6 / B;  // 12 of the 16 vector registers are sums

// Adds products of two activations with 16 outputs' weights. GCC, left to itself, loads the
// activations of all rows first, and then has no registers for the sums.
inline void add_products(
    __m256i& low, __m256i& high, const int16_t* two, __m256i low_weights, __m256i high_weights) {
  __m256i both, products;
  asm("vpbroadcastd %4, %2\n\t"
      "vpmaddwd %5, %2, %3\n\t"
      "vpmaddwd %6, %2, %2\n\t"
      "vpaddd %3, %0, %0\n\t"
      "vpaddd %2, %1, %1"
      : "+x"(low), "+x"(high), "=&x"(both), "=&x"(products)
      : "m"(*reinterpret_cast<const int32_t(*)>(two)), "x"(low_weights), "x"(high_weights));
}

inline void add_to(float* found, __m256i sums) {
  _mm256_storeu_ps(found, _mm256_add_ps(_mm256_loadu_ps(found), _mm256_cvtepi32_ps(sums)));
}

// Adds dot products over columns `from` to `to`. A function of its own, so that the compiler has
// all registers for the sums.
template <int B, int T>
[[gnu::noinline]] void add_dots(const int8_t* blocks, int64_t stride, const int16_t* x,
                                int64_t from, int64_t to, float* found) {
  __m256i low[T * B], high[T * B];
  unrolled<T * B>([&](auto n) MRKL_INLINE { low[n] = high[n] = _mm256_setzero_si256(); });
  for (int64_t k = from; k < to; k += kTogether) {
    __m256i v[B], w[B];
    unrolled<B>([&](auto b) MRKL_INLINE {
      const auto* bytes = reinterpret_cast<const __m128i*>(blocks + (b * stride + k) * kBlock);
      v[b] = _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes));
      w[b] = _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes + 1));
    });
    unrolled<T * B>([&](auto n) MRKL_INLINE {
      add_products(low[n], high[n], x + n / B * stride + k, v[n % B], w[n % B]);
    });
  }
  unrolled<T * B>([&](auto n) MRKL_INLINE {
    add_to(found + n * kBlock, low[n]);
    add_to(found + n * kBlock + 8, high[n]);
  });
}

// Dot products of B blocks with T rows of activations, (T, B * kBlock), in coarse steps.
template <int B, int T>
void dots(const int8_t* blocks, int64_t stride, const uint8_t* rows, float* found, int64_t) {
  const int16_t* x = reinterpret_cast<const int16_t*>(rows);
  std::fill(found, found + T * B * kBlock, 0.0f);
  for (int64_t from = 0; from < stride; from += kSafe)
    add_dots<B, T>(blocks, stride, x, from, std::min(stride, from + kSafe), found);
  for (int n = 0; n < T * B * kBlock; ++n) found[n] *= 1.0f / kFiner;
}

}  // namespace int8
}  // namespace
