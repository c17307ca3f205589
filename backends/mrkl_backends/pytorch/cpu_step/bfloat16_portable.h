// Dot products of bfloat16 for any processor, in loops that compilers vectorise.
#pragma once

#include "numbers.h"

namespace {
namespace bfloat16 {

constexpr int kOutputs = 4, kRows = 2;  // at a time
constexpr int kOutputsOfOne = 4;        // at a time, where there is one row of activations
constexpr bool kInBlocks = false;       // matrices stay row by row
constexpr bool kAttendsMany = false;    // each token is attended from by itself
constexpr bool kWidens = false;         // nothing is made float32 beforehand
constexpr int kBlocks = 1;

template <int B>
constexpr int kRowsOfBlocks = 1;

// What there would be for blocks and prompts.
inline int64_t place_in_block(int64_t output, int64_t) { return output; }

template <int B, int T>
void block_dots(const Bits* blocks, int64_t width, const Bits* rows, float* found, int64_t ahead);

constexpr int kQueries = 1;
using Query = float;
Query as_query(float number);
void turn_page(const Bits* keys, int64_t stride, int64_t width, Query* panel);

template <int T>
void score(const Query* panel, int64_t width, const Query* rows, float* found, int64_t apart);

void round_odds(float* odds, int64_t count);

template <int T>
void mix(const Bits* values, const int64_t* pages, int64_t stride, int64_t length,
         const float* odds, int64_t apart, float* found);

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
