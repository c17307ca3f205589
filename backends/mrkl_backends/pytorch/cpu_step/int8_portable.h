// Dot products of int8 for any processor, in loops that compilers vectorise.
#pragma once

#include "int8_steps.h"

namespace {
namespace int8 {

constexpr int64_t kTogether = 1;  // inputs that lie together for each output
constexpr int kBlocks = 1;        // at a time, where there are several rows of activations

template <int B>
constexpr int kRows = 2;

// Dot products of B blocks with T rows of activations, (T, B * kBlock), in coarse steps.
template <int B, int T>
void dots(const int8_t* blocks, int64_t stride, const uint8_t* rows, float* found, int64_t) {
  const int16_t* x = reinterpret_cast<const int16_t*>(rows);
  std::fill(found, found + T * B * kBlock, 0.0f);
  for (int64_t from = 0; from < stride; from += kSafe)
    for (int t = 0; t < T; ++t)
      for (int b = 0; b < B; ++b) {
        const int8_t* w = blocks + b * stride * kBlock;
        int32_t sums[kBlock] = {};
        for (int64_t k = from; k < std::min(stride, from + kSafe); ++k)
          for (int64_t o = 0; o < kBlock; ++o)
            sums[o] += x[t * stride + k] * w[k * kBlock + o];
        for (int64_t o = 0; o < kBlock; ++o)
          found[(t * B + b) * kBlock + o] += static_cast<float>(sums[o]) / kFiner;
      }
}

}  // namespace int8
}  // namespace
