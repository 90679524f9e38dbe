// A hidden Markov model, its data in lanes of sequences, and the statistics of an E-step.
#pragma once
#include "tiles.hpp"
#include "vector.hpp"
#include <vector>

enum class Kind { gaussian, categorical };

/// Tiles of the transition matrix: the width of a product's sums in registers.
constexpr int TILE = 8;

struct Shape {
  Kind kind;
  int states, width, sequences, steps;
  int padded() const { return (states + 3) / 4 * 4; }
  int groups() const { return sequences / LANES; }
  /// Vectors between the rows of two steps; the odd lot keeps rows off the same cache sets.
  int stride() const { return padded() + 64 / (int)sizeof(vec); }
};

struct Parameters {
  std::vector<double> initial, transition;  // [K], [K][K]
  std::vector<double> mean, variance;       // [K][D]
  std::vector<double> probabilities;        // [K][V]
};

/// Parameters as the loops want them.
struct Prepared {
  Array<double> byColumn, byRow;         // A and its transpose, in tiles
  Array<double> scale, shifted, offset;  // log density in units of the exponential: offset − Σ_d (x scale − shifted)²
  Array<double> emission;                // [V][padded K]

  Prepared(const Shape &shape, const Parameters &p)
      : byColumn(shape.states * shape.states), byRow(shape.states * shape.states) {
    int K = shape.states, width = shape.width;
    forTiles<TILE>(K, [&]<int w>(int j) {
      for (int i = 0; i < K; i++)
        for (int q = 0; q < w; q++) {
          byColumn[j * K + i * w + q] = p.transition[i * K + j + q];
          byRow[j * K + i * w + q] = p.transition[(j + q) * K + i];
        }
    });
    if (shape.kind == Kind::gaussian) {
      scale = Array<double>(K * width), shifted = Array<double>(K * width), offset = Array<double>(K);
      for (int k = 0; k < K; k++)
        for (int d = 0; d < width; d++) {
          int i = k * width + d;
          scale[i] = std::sqrt(0.5 / p.variance[i] / Exponential::unit);
          shifted[i] = p.mean[i] * scale[i];
          offset[k] -= 0.5 * std::log(2 * M_PI * p.variance[i]) / Exponential::unit;
        }
    } else {
      emission = Array<double>((size_t)width * shape.padded());
      for (int k = 0; k < K; k++)
        for (int v = 0; v < width; v++) emission[(size_t)v * shape.padded() + k] = p.probabilities[(size_t)k * width + v];
    }
  }
};

/// Observations with the sequences of a group side by side: [group][step][D][lane], or codes [group][step][lane].
struct Observations {
  Array<double> x;
  Array<int32_t> codes;

  Observations(const Shape &s, const double *numbers, const int32_t *symbols)
      : x(numbers ? (size_t)s.sequences * s.steps * s.width : 0), codes(symbols ? (size_t)s.sequences * s.steps : 0) {
    for (size_t g = 0; g < (size_t)s.groups(); g++)
      for (int t = 0; t < s.steps; t++)
        for (int l = 0; l < LANES; l++) {
          size_t from = (g * LANES + l) * s.steps + t, to = g * s.steps + t;
          if (symbols) codes[to * LANES + l] = symbols[from];
          else for (int d = 0; d < s.width; d++) x[(to * s.width + d) * LANES + l] = numbers[from * s.width + d];
        }
  }
};

/// Expected counts; those in lanes are summed over them at the end. Transition counts lack their factor A.
struct Statistics {
  double logLikelihood = 0;
  Array<vec> initial, transition, weight, first, second;  // [K], [K][K], [K], [K][D], [K][D]
  Array<double> symbols;                                  // [V][padded K]

  explicit Statistics(const Shape &s)
      : initial(s.states), transition(s.states * s.states), weight(s.states),
        first(s.kind == Kind::gaussian ? s.states * s.width : 0), second(first.size),
        symbols(s.kind == Kind::categorical ? (size_t)s.width * s.padded() : 0) {}

  void clear() {
    logLikelihood = 0;
    for (auto *a : {&initial, &transition, &weight, &first, &second}) a->clear();
    symbols.clear();
  }
  void add(const Statistics &other) {
    logLikelihood += other.logLikelihood;
    auto sum = [](auto &to, auto &from) { for (size_t i = 0; i < to.size; i++) to[i] += from[i]; };
    sum(initial, other.initial), sum(transition, other.transition), sum(weight, other.weight);
    sum(first, other.first), sum(second, other.second), sum(symbols, other.symbols);
  }
};
