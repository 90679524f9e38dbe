// Vectors of doubles, one lane for each of LANES sequences (4: AVX2, 8: AVX-512), and their exponential.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>

#ifndef LANES
#define LANES 4
#endif

typedef double vec __attribute__((vector_size(8 * LANES)));
typedef int64_t ivec __attribute__((vector_size(8 * LANES)));
typedef double quad __attribute__((vector_size(32), aligned(8)));
typedef int64_t iquad __attribute__((vector_size(32)));

inline vec splat(double x) { return x - vec{}; }

inline double sumOfLanes(vec v) {
  double sum = 0;
  for (int l = 0; l < LANES; l++) sum += v[l];
  return sum;
}

/// An array that begins at a multiple of 64 bytes, filled with zeros.
template <typename T> struct Array {
  struct Free { void operator()(T *p) const { std::free(p); } };
  std::unique_ptr<T[], Free> data;
  size_t size;
  explicit Array(size_t n = 0) : size(n) {
    size_t bytes = (n * sizeof(T) + 127) / 64 * 64;
    data.reset(static_cast<T *>(std::aligned_alloc(64, bytes)));
    clear();
  }
  void clear() { for (size_t i = 0; i < size; i++) data[i] = T{}; }
  operator T *() { return data.get(); }
  operator const T *() const { return data.get(); }
};

/// exp(x) = 2^(n / 128) exp(f) with |f| ≤ ln 2 / 256: a table of 128 entries and a polynomial of degree 5.
/// The argument comes in units of ln 2 / 128, so that n is its nearest integer.
struct Exponential {
  static constexpr double unit = M_LN2 / 128;
  double table[128];
  Exponential() { for (int i = 0; i < 128; i++) table[i] = std::exp2(i / 128.0); }

  vec operator()(vec d) const {
    constexpr double h = unit, shift = 6755399441055744.0;  // 1.5 · 2^52: the sum's last bits are the integer
    d = d > -708 / h ? d : splat(-708 / h);
    vec z = d + shift, f = d - (z - shift), f2 = f * f;
    vec high = splat(h * h * h * h * h / 120) * f + h * h * h * h / 24;
    vec middle = splat(h * h * h / 6) * f + h * h / 2;
    vec p = (high * f2 + middle) * f2 + (splat(h) * f + 1.0);
    ivec n = (ivec)z, index = n & 127;
    vec power;
    for (int l = 0; l < LANES; l++) power[l] = table[index[l]];
    return p * (vec)((ivec)power + ((n & ~127ll) << 45));
  }
};

/// log of a product of positive numbers, lane by lane: exponents are added, mantissas multiplied.
struct LogOfProduct {
  ivec exponent{};
  vec mantissa = splat(1);
  int count = 0;

  void multiply(vec s) {
    exponent += ((ivec)s >> 52) - 1023;
    mantissa *= fraction(s);
    if ((++count & 255) == 0) normalise();
  }
  double total() const {
    double sum = 0;
    for (int l = 0; l < LANES; l++) sum += exponent[l] * M_LN2 + std::log(mantissa[l]);
    return sum;
  }

private:
  static vec fraction(vec s) { return (vec)(((ivec)s & 0xFFFFFFFFFFFFFll) | 0x3FF0000000000000ll); }
  void normalise() {
    exponent += ((ivec)mantissa >> 52) - 1023;
    mantissa = fraction(mantissa);
  }
};

/// Rows of four become columns.
inline void transpose(quad &a, quad &b, quad &c, quad &d) {
  quad ab0 = __builtin_shuffle(a, b, iquad{0, 4, 2, 6}), ab1 = __builtin_shuffle(a, b, iquad{1, 5, 3, 7});
  quad cd0 = __builtin_shuffle(c, d, iquad{0, 4, 2, 6}), cd1 = __builtin_shuffle(c, d, iquad{1, 5, 3, 7});
  a = __builtin_shuffle(ab0, cd0, iquad{0, 1, 4, 5}), b = __builtin_shuffle(ab1, cd1, iquad{0, 1, 4, 5});
  c = __builtin_shuffle(ab0, cd0, iquad{2, 3, 6, 7}), d = __builtin_shuffle(ab1, cd1, iquad{2, 3, 6, 7});
}
