// What the caller passes; the layout is that of the structures in cpu_steps.py and cpu_matrix.py.
#pragma once

#include "numbers.h"

extern "C" {

// A matrix (outputs, inputs): bfloat16, row by row or in blocks, or int8 in blocks where there are
// scales and sums (of each output, as many as whole blocks have).
struct Matrix {
  const void* weights;
  const float* scales;
  const float* sums;
  const Bits* bias;
  int64_t outputs, inputs, in_blocks;
};

enum Kind : int64_t { kNone = 0, kNormal = 1, kLinear = 2 };

struct Block {
  int64_t attention, feed_forward;  // Kind
  int64_t kv_heads;
  const Bits *attention_norm, *feed_forward_norm;
  Bits *keys, *values;  // (T, K, E)
  Matrix qkv, output;   // output alone where attention is linear
  Matrix gate_up, down;  // down alone where the FFN is linear
};

struct Model {
  int64_t hidden, heads, head_width, layers;
  int64_t widest_input, widest_output;  // of matrices, the head's output aside
  double epsilon;
  const Bits* embedding;  // (V, D)
  const Bits* norm;
  const Bits *cosines, *sines;  // (positions, E); the first half of the sines is negative
  const Block* blocks;
  Matrix head;
};

struct Step {
  int64_t tokens, scored, pages, longest, threads;
  const int64_t *ids, *positions, *places;  // (N,)
  const int64_t* table;                     // (N, pages)
  const int64_t* rows;                      // (scored,): tokens whose logits are wanted
  float* logits;                            // (scored, V)
  int64_t* likeliest;                       // (scored,): the likeliest token of each
  float* logprobs;                          // (scored,): its log-probability in nats
  float* workspace;                         // as many as mrkl_workspace says
};

}  // extern "C"
