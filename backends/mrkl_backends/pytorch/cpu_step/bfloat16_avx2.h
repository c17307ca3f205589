// Dot products of bfloat16 by AVX2: of two numbers side by side, one is made float32 by shifting
// and the other by masking.
#pragma once

#include <immintrin.h>

#include "numbers.h"

namespace {
namespace bfloat16 {

constexpr int kOutputs = 4, kRows = 2;  // at a time
constexpr int kOutputsOfOne = 1;        // at a time, where there is one row of activations

// As _mm256_fmadd_ps, whose sums GCC takes in another order: three operations in place of two.
inline void add_products(__m256& sums, __m256 activations, __m256 weights) {
  asm("vfmadd231ps %1, %2, %0" : "+x"(sums) : "x"(activations), "x"(weights));
}

inline __m256 even(__m256i both) { return _mm256_castsi256_ps(_mm256_slli_epi32(both, 16)); }

inline __m256 odd(__m256i both) {
  return _mm256_castsi256_ps(_mm256_and_si256(both, _mm256_set1_epi32(-65536)));
}

inline __m256i load(const Bits* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

inline float sum_of(__m256 sums) {
  __m128 half = _mm_add_ps(_mm256_castps256_ps128(sums), _mm256_extractf128_ps(sums, 1));
  half = _mm_add_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

// Dot products of R rows of weights with T rows of activations, (R, T); returns how many columns
// it went through. Fetches the weights that lie `ahead` of these.
template <int R, int T>
[[gnu::noinline]] int64_t dots(const Bits* const* weights, const Bits* values, int64_t width,
                               float* found, int64_t ahead) {
  // A sum waits four steps for itself, so eight of them are under way.
  constexpr int kSums = R * T >= 4 ? 1 : 4;
  __m256 sums[R * T * kSums];
  unrolled<R * T * kSums>([&](auto n) MRKL_INLINE { sums[n] = _mm256_setzero_ps(); });
  int64_t k = 0;
  for (; k + 16 * kSums <= width; k += 16 * kSums)
    unrolled<kSums>([&](auto s) MRKL_INLINE {
      const int64_t at = k + 16 * s;
      __m256 evens[T], odds[T];
      unrolled<T>([&](auto t) MRKL_INLINE {
        const __m256i v = load(values + t * width + at);
        evens[t] = even(v), odds[t] = odd(v);
      });
      unrolled<R>([&](auto r) MRKL_INLINE {
        if (ahead != 0) __builtin_prefetch(weights[r] + ahead + at);
        const __m256i w = load(weights[r] + at);
        unrolled<T>([&](auto t) MRKL_INLINE {
          add_products(sums[(r * T + t) * kSums + s], evens[t], even(w));
        });
        unrolled<T>([&](auto t) MRKL_INLINE {
          add_products(sums[(r * T + t) * kSums + s], odds[t], odd(w));
        });
      });
    });
  unrolled<R * T>([&](auto n) MRKL_INLINE {
    __m256 sum = sums[n * kSums];
    for (int s = 1; s < kSums; ++s) sum = _mm256_add_ps(sum, sums[n * kSums + s]);
    found[n] = sum_of(sum);
  });
  return k;
}

}  // namespace bfloat16
}  // namespace
