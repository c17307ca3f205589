// Dot products of bfloat16 by AVX512 with BF16.
#pragma once

#include <immintrin.h>

#include "bfloat16_rows.h"

namespace {
namespace bfloat16 {

constexpr int kOutputs = 4, kRows = 4;  // at a time
constexpr int kOutputsOfOne = 4;        // at a time, where there is one row of activations

// Sums up each of `count` vectors, four at a time: that takes a third of the shuffles.
inline void sum_up(const __m512* vectors, int count, float* found) {
  int k = 0;
  for (; k + 4 <= count; k += 4) {
    const __m512* v = vectors + k;
    const __m512 ab =
        _mm512_add_ps(_mm512_unpacklo_ps(v[0], v[1]), _mm512_unpackhi_ps(v[0], v[1]));
    const __m512 cd =
        _mm512_add_ps(_mm512_unpacklo_ps(v[2], v[3]), _mm512_unpackhi_ps(v[2], v[3]));
    const __m512 all =
        _mm512_add_ps(_mm512_shuffle_ps(ab, cd, 0x44), _mm512_shuffle_ps(ab, cd, 0xee));
    const __m256 half =
        _mm256_add_ps(_mm512_castps512_ps256(all), _mm512_extractf32x8_ps(all, 1));
    _mm_storeu_ps(found + k, _mm_add_ps(_mm256_castps256_ps128(half),
                                        _mm256_extractf128_ps(half, 1)));
  }
  for (; k < count; ++k) found[k] = _mm512_reduce_add_ps(vectors[k]);
}
// Dot products of R rows of weights with T rows of activations, (R, T); returns how many columns
// it went through. Fetches the weights that lie `ahead` of these.
template <int R, int T>
int64_t dots(const Bits* const* weights, const Bits* values, int64_t width, float* found,
             int64_t ahead) {
  int64_t k = 0;
  __m512 sums[R * T];
#pragma GCC unroll 16
  for (int n = 0; n < R * T; ++n) sums[n] = _mm512_setzero_ps();
  for (; k + 32 <= width; k += 32) {
    __m512bh w[R];
#pragma GCC unroll 4
    for (int r = 0; r < R; ++r) w[r] = (__m512bh)_mm512_loadu_si512(weights[r] + k);
    if (ahead != 0)
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) __builtin_prefetch(weights[r] + ahead + k);
#pragma GCC unroll 4
    for (int t = 0; t < T; ++t) {
      const __m512bh v = (__m512bh)_mm512_loadu_si512(values + t * width + k);
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) sums[r * T + t] = _mm512_dpbf16_ps(sums[r * T + t], v, w[r]);
    }
  }
  sum_up(sums, R * T, found);
  return k;
}

}  // namespace bfloat16
}  // namespace
