// Dot products of int8 by AVX512 with VNNI. An activation is two bytes, a coarse one and a fine
// one, both lifted by 128 to be unsigned.
#pragma once

#include <immintrin.h>

#include "numbers.h"

namespace {
namespace int8 {

constexpr int64_t kTogether = 4;  // inputs that lie together for each output
constexpr int kBlocks = 2;        // at a time, where there are several rows of activations
constexpr float kLifted = 128.0f * (1.0f + 1.0f / kFiner);

template <int B>
constexpr int kRows = 24 / (2 * B);  // 24 of the 32 vector registers are sums

// Writes a row as (2, stride) bytes: coarse ones, fine ones.
inline void write(const float* x, int64_t width, int64_t stride, float inverse, uint8_t* row) {
  uint8_t* fine = row + stride;
  for (int64_t k = 0; k < width; ++k) {
    const float steps = x[k] * inverse;
    const float whole = std::nearbyint(steps);
    row[k] = static_cast<uint8_t>(static_cast<int32_t>(whole) + 128);
    fine[k] = static_cast<uint8_t>(
        static_cast<int32_t>(std::nearbyint((steps - whole) * kFiner)) + 128);
  }
  for (int64_t k = width; k < stride; ++k) row[k] = fine[k] = 128;
}

// As _mm512_dpbusd_epi32, which makes GCC copy its sums to and fro.
inline void add_dots(__m512i& sums, __m512i activations, __m512i weights) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(activations), "v"(weights));
}

// Dot products of B blocks with T rows of activations, (T, B * kBlock), in coarse steps. Fetches
// the weights that lie `ahead` of these.
template <int B, int T>
void dots(const int8_t* blocks, int64_t stride, const uint8_t* rows, float* found,
          int64_t ahead) {
  const int64_t size = stride * kBlock;
  __m512i high[T][B], low[T][B];
#pragma GCC unroll 16
  for (int t = 0; t < T; ++t)
#pragma GCC unroll 4
    for (int b = 0; b < B; ++b) high[t][b] = low[t][b] = _mm512_setzero_si512();
  for (int64_t k = 0; k < stride; k += kTogether) {
    __m512i w[B];
#pragma GCC unroll 4
    for (int b = 0; b < B; ++b) {
      const int8_t* weights = blocks + b * size + k * kBlock;
      if (ahead != 0) __builtin_prefetch(weights + ahead, 0, 2);
      w[b] = _mm512_loadu_si512(weights);
    }
#pragma GCC unroll 16
    for (int t = 0; t < T; ++t) {
      const uint8_t* row = rows + t * 2 * stride + k;
      int32_t four, rest;
      std::memcpy(&four, row, sizeof four);
      std::memcpy(&rest, row + stride, sizeof rest);
      const __m512i c = _mm512_set1_epi32(four), f = _mm512_set1_epi32(rest);
#pragma GCC unroll 4
      for (int b = 0; b < B; ++b) {
        add_dots(high[t][b], c, w[b]);
        add_dots(low[t][b], f, w[b]);
      }
    }
  }
#pragma GCC unroll 16
  for (int t = 0; t < T; ++t)
#pragma GCC unroll 4
    for (int b = 0; b < B; ++b)
      _mm512_storeu_ps(
          found + (t * B + b) * kBlock,
          _mm512_fmadd_ps(_mm512_cvtepi32_ps(low[t][b]), _mm512_set1_ps(1.0f / kFiner),
                          _mm512_cvtepi32_ps(high[t][b])));
}

}  // namespace int8
}  // namespace
