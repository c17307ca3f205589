// Dot products of bfloat16 by AVX512 with BF16, which adds products of two numbers side by side.
#pragma once

#include <immintrin.h>

#include "numbers.h"

namespace {
namespace bfloat16 {

constexpr int kOutputs = 4, kRows = 4;  // at a time
constexpr int kOutputsOfOne = 4;        // at a time, where there is one row of activations
constexpr bool kInBlocks = true;        // matrices are laid out anew
constexpr bool kAttendsMany = true;     // tokens of a prompt share the keys they see
constexpr bool kWidens = false;         // activations beside them stay bfloat16
constexpr int kBlocks = 2;              // at a time, where there are several rows of activations

template <int B>
constexpr int kRowsOfBlocks = 8;  // at a time: more would push each other out of the cache

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

// As _mm512_dpbf16_ps, whose sums GCC copies to and fro.
inline void add_products(__m512& sums, __m512i activations, __m512i weights) {
  asm("vdpbf16ps %2, %1, %0" : "+v"(sums) : "v"(activations), "v"(weights));
}

inline __m512i pair(const Bits* from) {
  int32_t both;
  std::memcpy(&both, from, sizeof both);
  return _mm512_set1_epi32(both);
}

// Where a weight of a block lies: two inputs of each output are side by side.
inline int64_t place_in_block(int64_t output, int64_t input) {
  return input / 2 * 2 * kBlock + output * 2 + input % 2;
}

// Dot products of B blocks with T rows of activations, (T, B * kBlock); the width is even. Fetches
// the weights that lie `ahead` of these.
template <int B, int T>
[[gnu::noinline]] void block_dots(
    const Bits* blocks, int64_t width, const Bits* rows, float* found, int64_t ahead) {
  __m512 sums[T * B];
  unrolled<T * B>([&](auto n) MRKL_INLINE { sums[n] = _mm512_setzero_ps(); });
  for (int64_t k = 0; k < width; k += 2) {
    __m512i w[B];
    unrolled<B>([&](auto b) MRKL_INLINE {
      const Bits* weights = blocks + (b * width + k) * kBlock;
      if (ahead != 0) __builtin_prefetch(weights + ahead, 0, 2);
      w[b] = _mm512_loadu_si512(weights);
    });
    unrolled<T>([&](auto t) MRKL_INLINE {
      const __m512i v = pair(rows + t * width + k);
      unrolled<B>([&](auto b) MRKL_INLINE { add_products(sums[t * B + b], v, w[b]); });
    });
  }
  unrolled<T * B>([&](auto n) MRKL_INLINE { _mm512_storeu_ps(found + n * kBlock, sums[n]); });
}

constexpr int kQueries = 12;  // rows of them at a time
using Query = Bits;

inline Query as_query(float number) { return narrowed(number); }

// Writes a page of 16 keys (16, width), `stride` apart, as `score` reads it.
inline void turn_page(const Bits* keys, int64_t stride, int64_t width, Query* panel) {
  for (int64_t k = 0; k < width; k += 2)
    for (int64_t t = 0; t < 16; ++t)
      std::memcpy(panel + k * 16 + t * 2, keys + t * stride + k, 2 * sizeof(Bits));
}

// Products of T rows of queries (T, width) with the 16 keys of a page, (T, 16), rows `apart`.
template <int T>
[[gnu::noinline]] void score(
    const Query* panel, int64_t width, const Query* rows, float* found, int64_t apart) {
  __m512 sums[T];
  unrolled<T>([&](auto t) MRKL_INLINE { sums[t] = _mm512_setzero_ps(); });
  for (int64_t k = 0; k < width; k += 2) {
    const __m512i keys = _mm512_loadu_si512(panel + k * 16);
    unrolled<T>([&](auto t) MRKL_INLINE {
      add_products(sums[t], pair(rows + t * width + k), keys);
    });
  }
  unrolled<T>([&](auto t) MRKL_INLINE { _mm512_storeu_ps(found + t * apart, sums[t]); });
}

// Makes odds bfloat16 where they lie; their count is a multiple of 16.
inline void round_odds(float* odds, int64_t count) {
  Bits* rounded = reinterpret_cast<Bits*>(odds);
  for (int64_t k = 0; k < count; k += 16)
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(rounded + k),
                        (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(odds + k)));
}

// Sums of 16 coordinates of the values in a sequence's pages, weighted by T rows of odds, which lie
// `apart`, with zeros up to a whole page: (T, 16).
template <int T>
[[gnu::noinline]] void mix(const Bits* values, const int64_t* pages, int64_t stride, int64_t length,
                           const float* odds, int64_t apart, float* found) {
  const Bits* rounded = reinterpret_cast<const Bits*>(odds);
  __m512 sums[T];
  unrolled<T>([&](auto t) MRKL_INLINE { sums[t] = _mm512_setzero_ps(); });
  auto wide = [](const Bits* from) MRKL_INLINE {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
  };
  for (int64_t begin = 0; begin < length; begin += 16) {
    const Bits* page = values + pages[begin / 16] * 16 * stride;
    const int64_t count = std::min<int64_t>(16, length - begin);
    for (int64_t k = 0; k < count; k += 2) {
      // What lies beyond the last token may be no number; its odds of zero would not help.
      const __m512i next =
          k + 1 < count ? wide(page + (k + 1) * stride) : _mm512_setzero_si512();
      const __m512i both = _mm512_or_si512(wide(page + k * stride), _mm512_slli_epi32(next, 16));
      unrolled<T>([&](auto t) MRKL_INLINE {
        add_products(sums[t], pair(rounded + t * 2 * apart + begin + k), both);
      });
    }
  }
  unrolled<T>([&](auto t) MRKL_INLINE { _mm512_storeu_ps(found + t * 16, sums[t]); });
}

}  // namespace bfloat16
}  // namespace
