// Loops over columns in tiles whose width the compiler knows, so that their sums stay in registers.
#pragma once

/// Calls f.template operator()<w>(j) for tiles j … j + w − 1 of [0, n): width W, and what is left over.
template <int W, typename F> inline void forTiles(int n, F &&f) {
  int j = 0;
  for (; j + W <= n; j += W) f.template operator()<W>(j);
  if constexpr (W > 1)
    if (j < n) forTiles<W - 1>(n - j, [&]<int w>(int i) { f.template operator()<w>(j + i); });
}
