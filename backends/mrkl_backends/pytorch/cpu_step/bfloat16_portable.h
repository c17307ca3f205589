// Dot products of bfloat16 for any processor, in loops that compilers vectorise.
#pragma once

#include "bfloat16_rows.h"

namespace {
namespace bfloat16 {

constexpr int kOutputs = 4, kRows = 2;  // at a time
constexpr int kOutputsOfOne = 4;        // at a time, where there is one row of activations

// Dot products of R rows of weights with T rows of activations, (R, T); returns how many columns
// it went through.
template <int R, int T>
int64_t dots(const Bits* const* weights, const Bits* values, int64_t width, float* found,
             int64_t) {
  constexpr int kLanes = 8;
  float sums[R * T][kLanes] = {};
  int64_t k = 0;
  for (; k + kLanes <= width; k += kLanes)
    for (int r = 0; r < R; ++r)
      for (int t = 0; t < T; ++t)
        for (int n = 0; n < kLanes; ++n)
          sums[r * T + t][n] += widened(weights[r][k + n]) * widened(values[t * width + k + n]);
  for (int n = 0; n < R * T; ++n) {
    found[n] = 0.0f;
    for (float sum : sums[n]) found[n] += sum;
  }
  return k;
}

}  // namespace bfloat16
}  // namespace
