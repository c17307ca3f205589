// Dot products of bfloat16 by AVX2: of two numbers side by side, one is made float32 by shifting
// and the other by masking.
#pragma once

#include <immintrin.h>

#include "numbers.h"

namespace {
namespace bfloat16 {

constexpr int kOutputs = 4, kRows = 2;  // at a time
constexpr int kOutputsOfOne = 1;        // at a time, where there is one row of activations
constexpr bool kInBlocks = true;        // matrices are laid out anew
constexpr bool kAttendsMany = true;     // tokens of a prompt share the keys they see
constexpr bool kWidens = true;          // activations beside them are float32
constexpr int kBlocks = 1;              // at a time, where there are several rows of activations

template <int B>
constexpr int kRowsOfBlocks = 6 / B;  // 12 of the 16 vector registers are sums

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

// Where a weight of a block lies: the outputs that are even after `load` are the first eight.
inline int64_t place_in_block(int64_t output, int64_t input) {
  return input * kBlock + output % 8 * 2 + output / 8;
}

// Adds products of an activation with 16 outputs' weights.
inline void add_products(__m256& low, __m256& high, const float* one, __m256 v, __m256 w) {
  __m256 activation;
  asm("vbroadcastss %3, %2\n\t"
      "vfmadd231ps %4, %2, %0\n\t"
      "vfmadd231ps %5, %2, %1"
      : "+x"(low), "+x"(high), "=&x"(activation)
      : "m"(*one), "x"(v), "x"(w));
}

// Dot products of B blocks with T rows of activations, (T, B * kBlock).
template <int B, int T>
[[gnu::noinline]] void block_dots(
    const Bits* blocks, int64_t width, const float* rows, float* found, int64_t) {
  __m256 low[T * B], high[T * B];
  unrolled<T * B>([&](auto n) MRKL_INLINE { low[n] = high[n] = _mm256_setzero_ps(); });
  for (int64_t k = 0; k < width; ++k) {
    __m256 v[B], w[B];
    unrolled<B>([&](auto b) MRKL_INLINE {
      const __m256i both = load(blocks + (b * width + k) * kBlock);
      v[b] = even(both), w[b] = odd(both);
    });
    unrolled<T * B>([&](auto n) MRKL_INLINE {
      add_products(low[n], high[n], rows + n / B * width + k, v[n % B], w[n % B]);
    });
  }
  unrolled<T * B>([&](auto n) MRKL_INLINE {
    _mm256_storeu_ps(found + n * kBlock, low[n]);
    _mm256_storeu_ps(found + n * kBlock + 8, high[n]);
  });
}

constexpr int kQueries = 6;  // rows of them at a time
using Query = float;

inline Query as_query(float number) { return widened(narrowed(number)); }

// Writes a page of 16 keys (16, width), `stride` apart, as `score` reads it.
inline void turn_page(const Bits* keys, int64_t stride, int64_t width, Query* panel) {
  for (int64_t k = 0; k < width; ++k)
    for (int64_t t = 0; t < 16; ++t) panel[k * 16 + t] = widened(keys[t * stride + k]);
}

// Products of T rows of queries (T, width) with the 16 keys of a page, (T, 16), rows `apart`.
template <int T>
[[gnu::noinline]] void score(
    const Query* panel, int64_t width, const Query* rows, float* found, int64_t apart) {
  __m256 low[T], high[T];
  unrolled<T>([&](auto t) MRKL_INLINE { low[t] = high[t] = _mm256_setzero_ps(); });
  for (int64_t k = 0; k < width; ++k) {
    const __m256 v = _mm256_loadu_ps(panel + k * 16), w = _mm256_loadu_ps(panel + k * 16 + 8);
    unrolled<T>([&](auto t) MRKL_INLINE {
      add_products(low[t], high[t], rows + t * width + k, v, w);
    });
  }
  unrolled<T>([&](auto t) MRKL_INLINE {
    _mm256_storeu_ps(found + t * apart, low[t]);
    _mm256_storeu_ps(found + t * apart + 8, high[t]);
  });
}

inline void round_odds(float*, int64_t) {}  // they stay float32

// Sums of 16 coordinates of the values in a sequence's pages, weighted by T rows of odds, which lie
// `apart`: (T, 16).
template <int T>
[[gnu::noinline]] void mix(const Bits* values, const int64_t* pages, int64_t stride, int64_t length,
                           const float* odds, int64_t apart, float* found) {
  __m256 low[T], high[T];
  unrolled<T>([&](auto t) MRKL_INLINE { low[t] = high[t] = _mm256_setzero_ps(); });
  for (int64_t begin = 0; begin < length; begin += 16) {
    const Bits* page = values + pages[begin / 16] * 16 * stride;
    const int64_t count = std::min<int64_t>(16, length - begin);
    for (int64_t k = 0; k < count; ++k) {
      const __m256i both = load(page + k * stride);
      const __m256 v = even(both), w = odd(both);
      unrolled<T>([&](auto t) MRKL_INLINE {
        add_products(low[t], high[t], odds + t * apart + begin + k, v, w);
      });
    }
  }
  unrolled<T>([&](auto t) MRKL_INLINE {
    const __m256 v = _mm256_unpacklo_ps(low[t], high[t]), w = _mm256_unpackhi_ps(low[t], high[t]);
    _mm256_storeu_ps(found + t * 16, _mm256_permute2f128_ps(v, w, 0x20));
    _mm256_storeu_ps(found + t * 16 + 8, _mm256_permute2f128_ps(v, w, 0x31));
  });
}

}  // namespace bfloat16
}  // namespace
