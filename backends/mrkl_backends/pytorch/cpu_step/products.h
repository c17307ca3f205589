// Products of a few rows of activations with a matrix, by the quickest instructions there are.
// MRKL_AVX2 and MRKL_PORTABLE say to do with less, for tests.
#pragma once

#include "model.h"
#include "team.h"

#if defined(MRKL_PORTABLE) || !defined(__AVX2__) || !defined(__FMA__)
#include "bfloat16_portable.h"
#include "int8_portable.h"
#else
#if defined(__AVX512VNNI__) && defined(__AVX512BW__) && !defined(MRKL_AVX2)
#include "int8_avx512.h"
#else
#include "int8_avx2.h"
#endif
#if defined(__AVX512BF16__) && defined(__AVX512DQ__) && !defined(MRKL_AVX2)
#include "bfloat16_avx512.h"
#else
#include "bfloat16_avx2.h"
#endif
#endif

namespace {

constexpr int64_t kCachedBytes = 1 << 17;  // of activations, in a cache of twice that or more

// Rows of activations as a matrix reads them: bfloat16, those made float32, or two bytes each and
// a step.
struct Rows {
  Bits* rounded;
  float* wide;
  uint8_t* bytes;
  float* steps;
};

// Products with int8 weights.
struct Int8Blocks {
  static constexpr int kMany = int8::kBlocks;  // at a time
  template <int B>
  static constexpr int kRows = int8::kRows<B>;  // at a time

  // Bytes of a row of activations.
  static int64_t row_bytes(const Matrix& m) { return 2 * rounded_up(m.inputs, kFilledUp); }

  // Dot products of T tokens and B blocks, (T, B * kBlock).
  template <int B, int T>
  static void dots(const Matrix& m, int64_t first, const Rows& x, int64_t row, float* found,
                   int64_t ahead) {
    const int64_t stride = rounded_up(m.inputs, kFilledUp);
    int8::dots<B, T>(static_cast<const int8_t*>(m.weights) + first * stride, stride,
                     x.bytes + row * row_bytes(m), found, ahead);
    for (int t = 0; t < T; ++t)
      for (int64_t o = 0; o < B * kBlock; ++o) {
        float& own = found[t * B * kBlock + o];
        own = (own - int8::kLifted * m.sums[first + o]) * (x.steps[row + t] * m.scales[first + o]);
      }
  }
};

// Products with bfloat16 weights in blocks.
struct Bfloat16Blocks {
  static constexpr int kMany = bfloat16::kBlocks;
  template <int B>
  static constexpr int kRows = bfloat16::kRowsOfBlocks<B>;

  static int64_t row_bytes(const Matrix& m) { return (bfloat16::kWidens ? 4 : 2) * m.inputs; }

  template <int B, int T>
  static void dots(const Matrix& m, int64_t first, const Rows& x, int64_t row, float* found,
                   int64_t ahead) {
    const Bits* weights = static_cast<const Bits*>(m.weights) + first * m.inputs;
    if constexpr (bfloat16::kWidens)
      bfloat16::block_dots<B, T>(weights, m.inputs, x.wide + row * m.inputs, found, ahead);
    else
      bfloat16::block_dots<B, T>(weights, m.inputs, x.rounded + row * m.inputs, found, ahead);
  }
};

void prepare(const Matrix& matrix, const Rows& rows, int64_t row, const float* x) {
  const int64_t width = matrix.inputs;
  if (matrix.scales == nullptr) {
    for (int64_t k = 0; k < width; ++k) rows.rounded[row * width + k] = narrowed(x[k]);
    if (bfloat16::kWidens && matrix.in_blocks)
      for (int64_t k = 0; k < width; ++k)
        rows.wide[row * width + k] = widened(rows.rounded[row * width + k]);
    return;
  }
  // Positive numbers are ordered as their bits are, and integers are compared quicker.
  uint32_t largest = 0;
  for (int64_t k = 0; k < width; ++k) {
    uint32_t word;
    std::memcpy(&word, x + k, sizeof word);
    word &= 0x7fffffff;
    largest = word > largest ? word : largest;
  }
  float most;
  std::memcpy(&most, &largest, sizeof most);
  const float step = std::max(most, 1e-12f) / kLargest;
  const int64_t bytes = Int8Blocks::row_bytes(matrix);
  int8::write(x, width, bytes / 2, 1.0f / step, rows.bytes + row * bytes);
  rows.steps[row] = step;
}

// Calls put(found, output, outputs, row) for T tokens and B blocks.
template <class Blocks, int B, int T, class Put>
void blocks_for(const Matrix& m, int64_t block, const Rows& x, int64_t row, Put put) {
  const int64_t first = block * kBlock;
  float found[B * T * kBlock];
  // While weights are read again, for other tokens, the memory brings the next.
  const int64_t ahead = row == T ? B * kBlock * m.inputs : 0;
  Blocks::template dots<B, T>(m, first, x, row, found, ahead);
  const int64_t outputs = std::min<int64_t>(B * kBlock, m.outputs - first);
  for (int t = 0; t < T; ++t) put(found + t * B * kBlock, first, outputs, row + t);
}

template <class Blocks, int B, class Put>
void blocks_of_rows(
    const Matrix& m, int64_t block, const Rows& x, int64_t row, int64_t end, Put put) {
  constexpr int kRows = Blocks::template kRows<B>;
  for (; row + kRows <= end; row += kRows) blocks_for<Blocks, B, kRows>(m, block, x, row, put);
  if constexpr (kRows > 4)
    for (; row + 4 <= end; row += 4) blocks_for<Blocks, B, 4>(m, block, x, row, put);
  for (; row + 2 <= end; row += 2) blocks_for<Blocks, B, 2>(m, block, x, row, put);
  for (; row < end; ++row) blocks_for<Blocks, B, 1>(m, block, x, row, put);
}

template <class Blocks, class Put>
void multiply_blocks(const Matrix& m, const Rows& x, int64_t tokens, Team& team, Put put) {
  constexpr int kMany = Blocks::kMany;
  // As many rows at a time as stay in the cache while blocks of weights go by.
  const int64_t rows =
      rounded_up(kCachedBytes / Blocks::row_bytes(m), Blocks::template kRows<kMany>);
  const int64_t blocks = rounded_up(m.outputs, kBlock) / kBlock;
  team.each(blocks, Team::piece(blocks, 4), [&](int64_t begin, int64_t end) {
    for (int64_t row = 0; row < tokens; row += rows) {
      const int64_t rows_end = std::min(tokens, row + rows);
      int64_t block = begin;
      if (tokens == 1)  // more streams from memory at once
        for (; block + 4 <= end; block += 4) blocks_for<Blocks, 4, 1>(m, block, x, 0, put);
      for (; block + kMany <= end; block += kMany)
        blocks_of_rows<Blocks, kMany>(m, block, x, row, rows_end, put);
      for (; block < end; ++block) blocks_of_rows<Blocks, 1>(m, block, x, row, rows_end, put);
    }
  });
}

template <class Put>
void multiply_blocks(const Matrix& m, const Rows& x, int64_t tokens, Team& team, Put put) {
  if (m.scales != nullptr) return multiply_blocks<Int8Blocks>(m, x, tokens, team, put);
  if constexpr (bfloat16::kInBlocks) multiply_blocks<Bfloat16Blocks>(m, x, tokens, team, put);
}

// Dot products of R rows of weights with T rows of activations, all bfloat16, (R, T). Fetches the
// weights that lie `ahead` of these.
template <int R, int T>
void dots(const Bits* const* weights, const Bits* values, int64_t width, float* found,
          int64_t ahead = 0) {
  const int64_t done = bfloat16::dots<R, T>(weights, values, width, found, ahead);
  if (done == width) return;
  for (int r = 0; r < R; ++r)
    for (int t = 0; t < T; ++t) {
      float rest = 0.0f;
      for (int64_t k = done; k < width; ++k)
        rest += widened(weights[r][k]) * widened(values[t * width + k]);
      found[r * T + t] += rest;
    }
}

// Calls put(found, output, R, row) for T tokens: one column of R outputs each.
template <int R, int T, class Put>
void dots_for(const Matrix& m, int64_t output, const Rows& x, int64_t row, Put put) {
  const Bits* weights[R];
  for (int r = 0; r < R; ++r)
    weights[r] = static_cast<const Bits*>(m.weights) + (output + r) * m.inputs;
  float found[R * T], column[R];
  // While they are read again, for other tokens, the memory brings the next.
  const bool again = row == T && output + 2 * R <= m.outputs;
  dots<R, T>(weights, x.rounded + row * m.inputs, m.inputs, found, again ? R * m.inputs : 0);
  for (int t = 0; t < T; ++t) {
    for (int r = 0; r < R; ++r) column[r] = found[r * T + t];
    put(column, output, R, row + t);
  }
}

template <int R, class Put>
void rows_of_tokens(const Matrix& m, int64_t output, const Rows& x, int64_t tokens, Put put) {
  constexpr int kMany = bfloat16::kRows;
  int64_t row = 0;
  for (; row + kMany <= tokens; row += kMany) dots_for<R, kMany>(m, output, x, row, put);
  for (; row < tokens; ++row) dots_for<R, 1>(m, output, x, row, put);
}

template <class Put>
void multiply_rows(const Matrix& m, const Rows& x, int64_t tokens, Team& team, Put put) {
  constexpr int kMany = bfloat16::kOutputs, kOne = bfloat16::kOutputsOfOne;
  team.each(m.outputs, Team::piece(m.outputs, 16), [&](int64_t output, int64_t end) {
    if (tokens == 1)
      for (; output + kOne <= end; output += kOne) dots_for<kOne, 1>(m, output, x, 0, put);
    for (; output + kMany <= end; output += kMany)
      rows_of_tokens<kMany>(m, output, x, tokens, put);
    for (; output < end; ++output) rows_of_tokens<1>(m, output, x, tokens, put);
  });
}

// y (N, outputs) = x times the matrix, or added to y.
void multiply(
    const Matrix& m, const Rows& x, int64_t tokens, float* y, bool add, Team& team) {
  auto put = [&](const float* found, int64_t first, int64_t outputs, int64_t row) {
    float* target = y + row * m.outputs + first;
    for (int64_t o = 0; o < outputs; ++o) {
      const float biased = m.bias == nullptr ? found[o] : found[o] + widened(m.bias[first + o]);
      target[o] = add ? target[o] + biased : biased;
    }
  };
  if (m.in_blocks)
    multiply_blocks(m, x, tokens, team, put);
  else
    multiply_rows(m, x, tokens, team, put);
}

}  // namespace
