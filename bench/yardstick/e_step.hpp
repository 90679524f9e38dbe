// The E-step of a group of LANES sequences: scaled forward-backward with the states of a step side by side in memory.
#pragma once
#include "model.hpp"

class EStep {
  static constexpr int BLOCK = 16;  // steps whose transition statistics are added up at once
  const Shape shape;
  const int K, stride;
  const Exponential exponential;
  Array<vec> emission, forward, reciprocal, backward, marginal;

public:
  explicit EStep(const Shape &s)
      : shape(s), K(s.states), stride(s.stride()), emission((size_t)s.steps * stride),
        forward((size_t)s.steps * stride), reciprocal(s.steps), backward(stride), marginal(BLOCK * stride) {}

  void run(const Prepared &p, const Parameters &parameters, const Observations &data, int group, Statistics &out) {
    const double *x = data.x + (size_t)group * shape.steps * shape.width * LANES;
    const int32_t *codes = data.codes + (size_t)group * shape.steps * LANES;
    if (shape.kind == Kind::gaussian) out.logLikelihood += densities(p, (const vec *)x);
    else probabilities(p, codes);
    out.logLikelihood += forwards(p, parameters.initial);
    backwards(p, (const vec *)x, codes, out);
  }

private:
  /// b_t(k) over its maximum m_t; gives Σ_t m_t, nats.
  double densities(const Prepared &p, const vec *x) {
    vec maxima{};
    const int D = shape.width;
    for (int t = 0; t < shape.steps; t++, x += D) {
      vec *b = emission + (size_t)t * stride, largest = splat(-1e300);
      forTiles<4>(K, [&]<int w>(int k) {
        vec q[w];
        for (int i = 0; i < w; i++) q[i] = splat(p.offset[k + i]);
        for (int d = 0; d < D; d++)
          for (int i = 0; i < w; i++) {
            vec u = x[d] * splat(p.scale[(k + i) * D + d]) - splat(p.shifted[(k + i) * D + d]);
            q[i] -= u * u;
          }
        for (int i = 0; i < w; i++) b[k + i] = q[i], largest = largest > q[i] ? largest : q[i];
      });
      maxima += largest;
      for (int k = 0; k < K; k++) b[k] = exponential(b[k] - largest);
    }
    return sumOfLanes(maxima) * Exponential::unit;
  }

  void probabilities(const Prepared &p, const int32_t *codes) {
    const int padded = shape.padded();
    for (int t = 0; t < shape.steps; t++, codes += LANES) {
      double *b = (double *)(emission + (size_t)t * stride);
      for (int l = 0; l < LANES; l += 4) {
        const double *row[4];
        for (int i = 0; i < 4; i++) row[i] = p.emission + (size_t)codes[l + i] * padded;
        for (int k = 0; k < K; k += 4) {
          quad q[4];
          for (int i = 0; i < 4; i++) q[i] = *(const quad *)(row[i] + k);
          transpose(q[0], q[1], q[2], q[3]);
          for (int i = 0; i < 4; i++) *(quad *)(b + (k + i) * LANES + l) = q[i];
        }
      }
    }
  }

  /// α_t(j) = Σ_i α_{t−1}(i) A_ij b_t(j) / s_{t−1}, s_t = Σ_j α_t(j): divided one step late, off the critical path.
  double forwards(const Prepared &p, const std::vector<double> &initial) {
    LogOfProduct product;
    vec sum{};
    for (int k = 0; k < K; k++) sum += forward[k] = emission[k] * splat(initial[k]);
    product.multiply(sum);
    reciprocal[0] = 1.0 / sum;
    for (int t = 1; t < shape.steps; t++) {
      const vec *before = forward + (size_t)(t - 1) * stride, *b = emission + (size_t)t * stride;
      vec *now = forward + (size_t)t * stride, r = reciprocal[t - 1];
      sum = vec{};
      forTiles<TILE>(K, [&]<int w>(int j) {
        vec a[w];
        multiply<w>(before, p.byColumn + j * K, a);
        for (int q = 0; q < w; q++) sum += now[j + q] = a[q] * (b[j + q] * r);
      });
      product.multiply(sum);
      reciprocal[t] = 1.0 / sum;
    }
    return product.total();
  }

  /// w_t(j) = b_t(j) β_t(j) / s_{t−1} takes the place of b_t; β_{t−1}(i) = Σ_j A_ij w_t(j).
  void backwards(const Prepared &p, const vec *x, const int32_t *codes, Statistics &out) {
    const int T = shape.steps;
    for (int k = 0; k < K; k++) backward[k] = reciprocal[T - 1];
    for (int end = T; end > 0;) {
      const int begin = end > BLOCK ? end - BLOCK : 0;
      for (int t = end - 1; t >= begin; t--) {
        const vec *a = forward + (size_t)t * stride;
        vec *g = marginal + (t - begin) * stride;
        if (t < T - 1) {
          vec *w = emission + (size_t)(t + 1) * stride, r = reciprocal[t];
          for (int k = 0; k < K; k++) w[k] *= r * backward[k];
          forTiles<TILE>(K, [&]<int n>(int i) {
            vec sum[n];
            multiply<n>(w, p.byRow + i * K, sum);
            for (int q = 0; q < n; q++) backward[i + q] = sum[q], g[i + q] = sum[q] * a[i + q];
          });
        } else
          for (int k = 0; k < K; k++) g[k] = backward[k] * a[k];
      }
      countTransitions(begin, end < T ? end : T - 1, out);
      if (shape.kind == Kind::gaussian) moments(begin, end, x, out);
      else countSymbols(begin, end, codes, out);
      end = begin;
    }
    for (int k = 0; k < K; k++) out.initial[k] += marginal[k];
  }

  template <int w> void multiply(const vec *v, const double *matrix, vec *sums) const {
    vec s[w] = {};
    for (int i = 0; i < K; i++)
      for (int q = 0; q < w; q++) s[q] += v[i] * splat(matrix[i * w + q]);
    for (int q = 0; q < w; q++) sums[q] = s[q];
  }

  /// Σ_t α_t(i) w_{t+1}(j) over a block.
  void countTransitions(int begin, int end, Statistics &out) const {
    forTiles<4>(K, [&]<int m>(int i) {
      forTiles<2>(K, [&]<int n>(int j) {
        vec c[m][n];
        for (int a = 0; a < m; a++)
          for (int b = 0; b < n; b++) c[a][b] = out.transition[(i + a) * K + j + b];
        for (int t = begin; t < end; t++) {
          const vec *from = forward + (size_t)t * stride + i, *to = emission + (size_t)(t + 1) * stride + j;
          for (int a = 0; a < m; a++)
            for (int b = 0; b < n; b++) c[a][b] += from[a] * to[b];
        }
        for (int a = 0; a < m; a++)
          for (int b = 0; b < n; b++) out.transition[(i + a) * K + j + b] = c[a][b];
      });
    });
  }

  /// Σ_t γ_t(k), Σ_t γ_t(k) x_t, Σ_t γ_t(k) x_t² over a block.
  void moments(int begin, int end, const vec *x, Statistics &out) const {
    const int D = shape.width, n = end - begin;
    forTiles<4>(K, [&]<int m>(int k) {
      for (int d = 0; d < D; d++) {
        vec weight[m] = {}, first[m] = {}, second[m] = {};
        for (int t = 0; t < n; t++) {
          vec value = x[(size_t)(begin + t) * D + d];
          for (int a = 0; a < m; a++) {
            vec g = marginal[t * stride + k + a], gx = g * value;
            if (d == 0) weight[a] += g;
            first[a] += gx, second[a] += gx * value;
          }
        }
        for (int a = 0; a < m; a++) {
          if (d == 0) out.weight[k + a] += weight[a];
          out.first[(k + a) * D + d] += first[a], out.second[(k + a) * D + d] += second[a];
        }
      }
    });
  }

  void countSymbols(int begin, int end, const int32_t *codes, Statistics &out) const {
    const int padded = shape.padded();
    for (int t = begin; t < end; t++) {
      const double *g = (const double *)(marginal + (t - begin) * stride);
      for (int l = 0; l < LANES; l += 4)
        for (int k = 0; k < K; k += 4) {
          quad q[4];
          for (int i = 0; i < 4; i++) q[i] = *(const quad *)(g + (k + i) * LANES + l);
          transpose(q[0], q[1], q[2], q[3]);
          for (int i = 0; i < 4; i++)
            *(quad *)(out.symbols + (size_t)codes[(size_t)t * LANES + l + i] * padded + k) += q[i];
        }
    }
  }
};
