// Maximum-likelihood estimates from an E-step's statistics.
#pragma once
#include "model.hpp"

inline void normalise(double *row, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += row[i];
  for (size_t i = 0; i < n; i++) row[i] /= sum;
}

inline Parameters maximise(const Shape &shape, const Statistics &s, const Parameters &old) {
  const int K = shape.states, width = shape.width;
  Parameters p = old;
  for (int k = 0; k < K; k++) p.initial[k] = sumOfLanes(s.initial[k]);
  normalise(p.initial.data(), K);
  for (int i = 0; i < K * K; i++) p.transition[i] = sumOfLanes(s.transition[i]) * old.transition[i];
  for (int k = 0; k < K; k++) normalise(&p.transition[k * K], K);
  for (size_t i = 0; i < p.mean.size(); i++) {
    double weight = sumOfLanes(s.weight[i / width]);
    p.mean[i] = sumOfLanes(s.first[i]) / weight;
    p.variance[i] = sumOfLanes(s.second[i]) / weight - p.mean[i] * p.mean[i];
  }
  if (shape.kind == Kind::categorical)
    for (int k = 0; k < K; k++) {
      double *row = &p.probabilities[(size_t)k * width];
      for (int v = 0; v < width; v++) row[v] = s.symbols[(size_t)v * shape.padded() + k];
      normalise(row, width);
    }
  return p;
}
